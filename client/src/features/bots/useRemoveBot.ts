import { useCallback, useState } from 'react';
import { useMutation } from 'urql';
import { type BotCardFragment, RemoveBotDocument } from '../../graphql/generated/graphql.js';
import { trusted } from '../../graphql/trusted.js';

const REMOVE_BOT = trusted(RemoveBotDocument);

export interface BotRemoval {
  isRemoving: boolean;
  /** Why the bot was not removed, and what to do. */
  problem: string | null;
  remove: (id: string) => void;
}

/** @param onRemoved takes the bot as it then is: gone, or told to leave */
export function useRemoveBot(onRemoved: (bot: BotCardFragment) => void): BotRemoval {
  const [{ fetching }, execute] = useMutation(REMOVE_BOT);
  const [problem, setProblem] = useState<string | null>(null);

  const remove = useCallback(
    async (id: string) => {
      setProblem(null);
      const { data } = await execute({ id });
      if (data === undefined) setProblem('The server did not answer, so the bot may still be there. Try again.');
      else if (data.removeBot.__typename === 'RemoveBotSuccess') onRemoved(data.removeBot.bot);
      else setProblem(data.removeBot.message);
    },
    [execute, onRemoved],
  );

  return { isRemoving: fetching, problem, remove: useCallback((id) => void remove(id), [remove]) };
}
