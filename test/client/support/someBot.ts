import type { BotCardFragment } from '../../../client/src/graphql/generated/graphql.js';

/** A bot that is recording, unless said otherwise. */
export function someBot(own: Partial<BotCardFragment> = {}): BotCardFragment {
  return {
    id: 'bot-1',
    status: 'RECORDING',
    reason: null,
    warnings: [],
    botName: 'Notetaker',
    createdAt: '2026-03-02T09:00:00.000Z',
    endedAt: null,
    meeting: { number: '85123456789', topic: 'Weekly' },
    onBehalfOf: { id: 'ana', displayName: 'Ana Ferreira' },
    canRemove: true,
    mayHaveRecording: false,
    ...own,
  };
}

/** A bot that is over. */
export function endedBot(own: Partial<BotCardFragment> = {}): BotCardFragment {
  return someBot({ status: 'ENDED', canRemove: false, endedAt: '2026-03-02T10:00:00.000Z', ...own });
}
