/** Configurations that follow one another. They are counted from 1; a higher number is a newer one. */
export interface ConfigurationQueue {
  /** One more, after the one that is under way; however many are asked for meanwhile, it is one. */
  add(): Promise<void>;
  /** One more, unless the last that was asked for is under way and for this address. */
  join(): Promise<void>;
  isIdle(): boolean;
  /** Nobody has asked for one after this. */
  isLast(number: number): boolean;
}

/**
 * @param configure never rejects
 * @param patienceMs how long the next waits for one that is not answered; what comes of that later is up to `configure`
 * @param onSilence that time has passed
 */
export function createConfigurationQueue(
  configure: (number: number) => Promise<void>,
  patienceMs: number,
  onSilence: () => void,
): ConfigurationQueue {
  let asked = 0;
  let begun = 0;
  let begunAt = '';
  let working: Promise<void> | null = null;

  async function work(): Promise<void> {
    while (begun < asked) {
      begun = asked;
      begunAt = location.href;
      if (!(await isSettledWithin(patienceMs, configure(begun)))) onSilence();
    }
  }

  function add(): Promise<void> {
    asked += 1;
    working ??= work().finally(() => {
      working = null;
    });
    return working;
  }

  return {
    add,
    join: () => (working !== null && asked === begun && begunAt === location.href ? working : add()),
    isIdle: () => working === null,
    isLast: (number) => number === asked,
  };
}

function isSettledWithin(ms: number, settling: Promise<void>): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), ms);
    void settling.finally(() => {
      clearTimeout(timer);
      resolve(true);
    });
  });
}
