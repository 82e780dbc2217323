/** What the bench can ask a process that it started. */
export type Answers = Record<string, (argument: never) => unknown>;

export interface Question {
  id: number;
  name: string;
  argument: unknown;
}

/**
 * Tells the bench where this process listens, and from then on answers its questions over the channel between the two.
 * Every process answers `cpu`: the CPU time it has used, user and system, all threads, in microseconds. An answer may be a promise.
 */
export function answerQuestions(port: number, answers: Answers = {}): void {
  const all: Record<string, (argument: never) => unknown> = { ...answers, cpu: cpuMicroseconds };
  const answer = async ({ id, name, argument }: Question) => {
    const known = all[name];
    if (known === undefined) throw new Error(`Nobody here answers ${name}`);
    process.send?.({ id, answer: await known(argument as never) });
  };
  process.on('message', (question: Question) => void answer(question));
  process.on('disconnect', () => process.exit(0));
  process.send?.({ port });
}

function cpuMicroseconds(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}
