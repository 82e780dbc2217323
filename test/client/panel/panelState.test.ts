import { describe, expect, test } from 'vitest';
import type { BotCardFragment, BotStatus, ViewerQuery } from '../../../client/src/graphql/generated/graphql.js';
import { type PanelFacts, panelState } from '../../../client/src/panel/panelState.js';
import type { ZoomMeeting, ZoomSnapshot } from '../../../client/src/zoom/zoomPanel.js';
import { ZoomPanelError } from '../../../client/src/zoom/zoomPanelError.js';

type Connection = NonNullable<ViewerQuery['viewer']['connection']>;

const MEETING: ZoomMeeting = {
  uuid: 'uuid-1',
  parentUuid: null,
  number: '81234567890',
  topic: 'Weekly',
  joinUrl: 'https://zoom.us/j/81234567890?pwd=x',
};
const CONNECTION: Connection = { state: 'CONNECTED', missingScopes: [], connectedAt: '2026-03-02T09:00:00.000Z' };
const CONNECTED: ViewerQuery['viewer'] = {
  person: { id: 'ana', displayName: 'Ana' },
  guest: false,
  connection: CONNECTION,
};
const UNCONNECTED: ViewerQuery['viewer'] = { ...CONNECTED, connection: null };
const GUEST: ViewerQuery['viewer'] = { person: null, guest: true, connection: null };
const DENIED = new ZoomPanelError('no', 'denied', '403');

/** A host in a meeting, connected, without a bot. */
const ALL_WELL: PanelFacts = {
  zoom: zoom({}),
  hasNetwork: true,
  server: 'reachable',
  session: { kind: 'open' },
  viewer: CONNECTED,
  viewerProblem: null,
  authorization: { kind: 'idle' },
  launch: { kind: 'idle' },
  bot: null,
};

describe('what the person sees', () => {
  const table: [string, Partial<PanelFacts>, object][] = [
    ['the Zoom client has not answered yet', { zoom: { kind: 'starting' } }, { kind: 'starting' }],
    ['an ordinary browser', { zoom: { kind: 'outside' } }, { kind: 'outside-zoom' }],
    ['a silent client', { zoom: { kind: 'silent' } }, { kind: 'zoom-silent' }],
    ['a client that refuses', { zoom: { kind: 'refused', error: DENIED } }, { kind: 'zoom-refused', error: DENIED }],
    ['nobody answers', { zoom: { kind: 'silent' }, server: 'unreachable' }, { kind: 'zoom-silent' }],

    ['the server is away', { server: 'unreachable', viewer: null }, { kind: 'offline', bot: null }],
    ['no network', { server: 'unreachable', hasNetwork: false }, { kind: 'offline', hasNetwork: false }],
    [
      'the server is away while a bot is there',
      { server: 'unreachable', bot: bot('RECORDING') },
      { kind: 'offline', bot: { id: 'bot-1' } },
    ],
    ['a network that only the browser misses', { hasNetwork: false }, { kind: 'ready' }],
    ['another version of the server, and no answer yet', { server: 'outdated', viewer: null }, { kind: 'outdated' }],
    ['another version of the server, with all that is needed', { server: 'outdated' }, { kind: 'ready' }],

    ['a claimed context', { viewer: null, session: { kind: 'waiting', reason: 'CLAIMED' } }, { kind: 'no-session' }],
    ['a wrong context', { viewer: null, session: { kind: 'refused', message: 'no' } }, { kind: 'no-session' }],
    ['no context', { viewer: null, session: { kind: 'no_context', error: DENIED } }, { kind: 'no-session' }],
    ['a renewal that has to wait', { session: { kind: 'waiting', reason: 'EXPIRED' } }, { kind: 'no-session' }],
    [
      'a renewal that has to wait, while a bot is there',
      { session: { kind: 'waiting', reason: 'EXPIRED' }, bot: bot('IN_CALL') },
      { kind: 'bot-live' },
    ],
    ['a session that is being opened', { viewer: null, session: { kind: 'opening' } }, { kind: 'starting' }],
    ['a renewal under way', { session: { kind: 'opening' } }, { kind: 'ready' }],
    ['a server that fails', { viewer: null, viewerProblem: 'Sorry' }, { kind: 'trouble', message: 'Sorry' }],
    ['a failure once it is known who this is', { viewerProblem: 'Sorry' }, { kind: 'ready' }],

    [
      'somebody not signed in to Zoom',
      { zoom: zoom({ user: 'unauthenticated', canPromptAuthorize: true }), viewer: null },
      { kind: 'guest', step: 'sign_in', canAsk: true },
    ],
    [
      'somebody who has not added the app',
      { zoom: zoom({ user: 'authenticated', canPromptAuthorize: true }), viewer: GUEST },
      { kind: 'guest', step: 'add_app', canAsk: true },
    ],
    ['a guest who cannot be asked', { zoom: zoom({}), viewer: GUEST }, { kind: 'guest', canAsk: false }],
    ['a person of whom only the client has no consent', { zoom: zoom({ user: 'authenticated' }) }, { kind: 'ready' }],

    ['never connected', { viewer: UNCONNECTED }, { kind: 'not-connected', need: 'first', way: 'in_client' }],
    [
      'a client that cannot ask for consent',
      { viewer: UNCONNECTED, zoom: zoom({ canAuthorize: false }) },
      { kind: 'not-connected', way: 'browser' },
    ],
    [
      'a client that has to add the app first',
      { viewer: UNCONNECTED, zoom: zoom({ canAuthorize: false, canPromptAuthorize: true }) },
      { kind: 'not-connected', way: 'prompt' },
    ],
    [
      'a grant that Zoom has ended',
      { viewer: connected({ state: 'RECONNECT_REQUIRED' }) },
      { kind: 'not-connected', need: 'again' },
    ],
    [
      'a permission that was withheld',
      { viewer: connected({ missingScopes: ['user:read:token'] }) },
      { kind: 'not-connected', need: 'permission', missingScopes: ['user:read:token'] },
    ],
    [
      'neither connected nor in a meeting',
      { viewer: UNCONNECTED, zoom: zoom({ meeting: null }) },
      { kind: 'not-connected' },
    ],
    ['not connected, bots unknown', { viewer: UNCONNECTED, bot: undefined }, { kind: 'not-connected' }],

    ...(['asking', 'consenting', 'completing'] as const).map((kind): [string, Partial<PanelFacts>, object] => [
      `an authorization, ${kind}`,
      { viewer: UNCONNECTED, authorization: { kind } },
      { kind: 'connecting', stage: kind },
    ]),
    ...(['declined', 'silent'] as const).map((kind): [string, Partial<PanelFacts>, object] => [
      `an authorization, ${kind}`,
      { viewer: UNCONNECTED, authorization: { kind } },
      { kind: 'not-connected', setback: { kind } },
    ]),
    [
      'an authorization that failed',
      { viewer: UNCONNECTED, authorization: { kind: 'failed', message: 'no' } },
      { kind: 'not-connected', setback: { message: 'no' } },
    ],
    ['connected in a browser meanwhile', { authorization: { kind: 'consenting' } }, { kind: 'ready' }],

    ['a host', {}, { kind: 'ready', role: 'host', meeting: MEETING }],
    ['an attendee', { zoom: zoom({ role: 'participant' }) }, { kind: 'ready', role: 'participant' }],
    ['the bots are not known yet', { bot: undefined }, { kind: 'starting' }],
    ['no meeting', { zoom: zoom({ meeting: null }) }, { kind: 'not-in-meeting', hasEnded: false }],
    ['a meeting that has ended', { zoom: zoom({ meetingEnded: true }) }, { kind: 'not-in-meeting', hasEnded: true }],
    [
      'a meeting that has ended, not connected',
      { zoom: zoom({ meetingEnded: true }), viewer: UNCONNECTED },
      { kind: 'not-in-meeting', hasEnded: true },
    ],

    [
      'an account that the operator does not let in',
      { viewer: connected({ state: 'ACCOUNT_NOT_ALLOWED' }), launch: { kind: 'under_way' } },
      { kind: 'account-not-allowed', isConnected: true },
    ],
    [
      'an account that turns out not to be let in',
      { viewer: UNCONNECTED, authorization: { kind: 'not_allowed' } },
      { kind: 'account-not-allowed', isConnected: false },
    ],
    [
      'a bot of somebody who is not let in any more',
      { viewer: connected({ state: 'ACCOUNT_NOT_ALLOWED' }), bot: bot('RECORDING') },
      { kind: 'bot-live' },
    ],

    ['a launch under way', { launch: { kind: 'under_way' } }, { kind: 'launching' }],
    [
      'a launch that came to nothing',
      { launch: { kind: 'refused', message: 'Too many', remedy: 'see_bots' } },
      { kind: 'launch-refused', message: 'Too many', remedy: 'see_bots' },
    ],
    [
      'a bot of another panel, during a launch',
      { launch: { kind: 'under_way' }, bot: bot('JOINING') },
      { kind: 'bot-live' },
    ],

    ...(['LAUNCHING', 'JOINING', 'WAITING_ROOM', 'IN_CALL', 'RECORDING'] as const).map(
      (status): [string, Partial<PanelFacts>, object] => [
        `a bot, ${status}`,
        { bot: bot(status) },
        { kind: 'bot-live', bot: { status } },
      ],
    ),
    ['a bot whose person left', { bot: bot('RECORDING'), zoom: zoom({ meeting: null }) }, { kind: 'bot-live' }],
    [
      'a bot of somebody whose grant has ended',
      { bot: bot('RECORDING'), viewer: connected({ state: 'RECONNECT_REQUIRED' }) },
      { kind: 'bot-live' },
    ],
    ['a bot that ended', { bot: bot('ENDED') }, { kind: 'ended', next: 'bring_another' }],
    ['a bot that failed', { bot: bot('FAILED') }, { kind: 'failed', next: 'bring_another' }],
    [
      'a bot that failed with its person’s grant',
      { bot: bot('FAILED'), viewer: connected({ state: 'RECONNECT_REQUIRED' }) },
      { kind: 'failed', next: 'connect' },
    ],
    [
      'a consent, after a bot that failed',
      { bot: bot('FAILED'), viewer: UNCONNECTED, authorization: { kind: 'consenting' } },
      { kind: 'connecting' },
    ],
    [
      'a bot that ended with its meeting',
      { bot: bot('ENDED'), zoom: zoom({ meetingEnded: true }) },
      { kind: 'ended', next: 'nothing' },
    ],
    [
      'a bot that ended after its person had left',
      { bot: bot('ENDED'), zoom: zoom({ meeting: null }) },
      { kind: 'ended', next: 'nothing' },
    ],
  ];

  test.each(table)('%s', (_fact, facts, expected) => {
    expect(panelState({ ...ALL_WELL, ...facts })).toMatchObject(expected);
  });
});

function zoom(over: Partial<ZoomSnapshot & { kind: 'running' }>): ZoomSnapshot {
  return {
    kind: 'running',
    user: 'authorized',
    role: 'host',
    meeting: MEETING,
    meetingEnded: false,
    canAuthorize: true,
    canPromptAuthorize: false,
    ...over,
  };
}

function connected(over: Partial<Connection>): ViewerQuery['viewer'] {
  return { ...CONNECTED, connection: { ...CONNECTION, ...over } };
}

function bot(status: BotStatus): BotCardFragment {
  return {
    id: 'bot-1',
    status,
    reason: null,
    warnings: [],
    botName: 'Notetaker',
    createdAt: '2026-03-02T09:00:00.000Z',
    endedAt: null,
    meeting: { number: '81234567890', topic: null },
    onBehalfOf: { id: 'ana', displayName: 'Ana' },
    canRemove: true,
    mayHaveRecording: false,
  };
}
