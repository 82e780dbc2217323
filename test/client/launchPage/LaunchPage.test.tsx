// @vitest-environment happy-dom
import { act, cleanup, fireEvent, screen } from '@testing-library/react';
import { GraphQLError } from 'graphql';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { BotCardFragment, ViewerQuery } from '../../../client/src/graphql/generated/graphql.js';
import { LaunchPage } from '../../../client/src/launchPage/LaunchPage.js';
import { eventually, type FakeServer, startFakeServer, timesAsked } from '../support/fakeServer.js';
import { endedBot, someBot } from '../support/someBot.js';

type Viewer = ViewerQuery['viewer'];

const SETTINGS = { appName: 'Acme Notes', privacyUrl: 'https://acme.example/privacy', supportUrl: null };
const LINK = 'https://zoom.us/j/85123456789';
const CONNECTION = { state: 'CONNECTED' as const, missingScopes: [], connectedAt: '2026-03-02T09:00:00.000Z' };
const ANA: Viewer = { person: { id: 'ana', displayName: 'Ana Ferreira' }, guest: false, connection: CONNECTION };

let server: FakeServer;
let viewer: Viewer;
let bots: BotCardFragment[];

beforeEach(() => {
  viewer = ANA;
  bots = [];
  server = startFakeServer({
    viewer: () => viewer,
    bots: ({ live }: { live?: boolean | null }) => ({
      nodes: live === false ? bots.filter(({ canRemove }) => !canRemove) : bots,
      pageInfo: { hasNextPage: false, endCursor: null },
    }),
    checkMeetingLink: () => ({ __typename: 'ValidMeetingLink', number: '85123456789' }),
  });
});
afterEach(cleanup);

test('nobody is signed in: one sentence, and the way to Zoom', async () => {
  server.answers['viewer'] = () => {
    throw new GraphQLError('Sign in.', { extensions: { code: 'UNAUTHENTICATED' } });
  };
  await open('signed-out');
  expect(mainAction()).toEqual({ name: 'Connect Zoom', href: '/zoom/oauth' });
});

test.each<[string, Viewer, string]>([
  ['not-connected', { ...ANA, connection: null }, 'Connect Zoom'],
  ['reconnect-required', { ...ANA, connection: { ...CONNECTION, state: 'RECONNECT_REQUIRED' } }, 'Connect Zoom'],
  [
    'account-not-allowed',
    { ...ANA, connection: { ...CONNECTION, state: 'ACCOUNT_NOT_ALLOWED' } },
    'Connect another account',
  ],
  ['missing-scope', { ...ANA, connection: { ...CONNECTION, missingScopes: ['user:read:token'] } }, 'Connect again'],
])('%s leads to Zoom, and the person can still sign out', async (state, present, name) => {
  viewer = present;
  await open(state);
  expect(mainAction()).toEqual({ name, href: '/zoom/oauth' });
  expect(screen.getByRole('button', { name: 'Sign out', hidden: true })).toBeDefined();
});

test('a missing permission is told in words, and by the name that Zoom knows it by', async () => {
  viewer = { ...ANA, connection: { ...CONNECTION, missingScopes: ['user:read:token', 'something:new'] } };
  await open('missing-scope');
  expect(sentence()).toBe('Some permissions are missing');
  const named = screen.getAllByRole('listitem').map(({ textContent }) => textContent.trim());
  expect(named).toEqual(['Bring bots into meetings on your behalf user:read:token', 'something:new']);
});

test('what the server says of itself is shown, and may be asked again', async () => {
  server.answers['viewer'] = () => {
    throw new GraphQLError('It broke. Request 42.');
  };
  await open('trouble');
  expect(document.body.textContent).toContain('It broke. Request 42.');
  server.answers['viewer'] = () => viewer;
  fireEvent.click(screen.getByRole('button', { name: 'Try now' }));
  await eventually(() => stateShown() === 'ready');
});

test('without a server the page says so, and goes on by itself once it answers', async () => {
  server.isReachable = false;
  await open('offline');
  expect(sentence()).toBe('Acme Notes can’t be reached');
  server.isReachable = true;
  fireEvent.click(screen.getByRole('button', { name: 'Try now' }));
  await eventually(() => stateShown() === 'ready');
});

test('what was typed stays when the server goes away', async () => {
  await open('ready');
  fireEvent.change(linkField(), { target: { value: LINK } });
  server.isReachable = false;
  server.drop();
  await eventually(() => document.body.textContent.includes('can’t be reached'));
  expect(linkField()).toHaveProperty('value', LINK);
});

test('a bot is brought and followed to its end without a reload', async () => {
  await open('ready');
  server.answers['launchBot'] = () => {
    bots = [someBot({ status: 'LAUNCHING' })];
    return { __typename: 'LaunchBotSuccess', bot: bots[0] };
  };
  fireEvent.change(linkField(), { target: { value: LINK } });
  fireEvent.click(screen.getByRole('button', { name: 'Bring the bot' }));
  await eventually(() => sentence() === 'The bot is getting ready');
  expect(stateShown()).toBe('bot-live');
  expect(document.activeElement?.textContent).toBe('The bot is getting ready');
  expect(document.title).toBe('The bot is getting ready · Acme Notes');

  for (const [status, words] of [
    ['JOINING', 'The bot is on its way'],
    ['WAITING_ROOM', 'The bot is in the waiting room'],
    ['RECORDING', 'The bot is recording'],
  ] as const) {
    server.tell(someBot({ status }));
    await eventually(() => sentence() === words);
    expect(screen.getByRole('status').textContent).toBe(words);
  }

  server.tell(endedBot());
  await eventually(() => stateShown() === 'ended');
  expect(sentence()).toBe('The bot has left');
  fireEvent.click(screen.getByRole('button', { name: 'Bring another bot' }));
  await eventually(() => stateShown() === 'ready');
  expect(screen.getByRole('heading', { name: 'Earlier bots' })).toBeDefined();
  expect(screen.getByRole('heading', { name: 'The bot has left' })).toBeDefined();
});

test('several live bots have a card each', async () => {
  bots = [someBot({ id: 'one' }), someBot({ id: 'two', status: 'WAITING_ROOM' })];
  await open('bot-live');
  await eventually(() => sentence() === 'You have 2 live bots');
  expect(screen.getByRole('heading', { name: 'The bot is recording' })).toBeDefined();
  expect(screen.getByRole('heading', { name: 'The bot is in the waiting room' })).toBeDefined();
  expect(screen.getAllByRole('button', { name: /^Remove the bot/ })).toHaveLength(2);
});

test('an account that is not allowed any more is told so at the next launch', async () => {
  server.answers['launchBot'] = () => {
    viewer = { ...ANA, connection: { ...CONNECTION, state: 'ACCOUNT_NOT_ALLOWED' } };
    return { __typename: 'AccountNotAllowed', message: 'Not allowed.' };
  };
  await open('ready');
  fireEvent.change(linkField(), { target: { value: LINK } });
  fireEvent.click(screen.getByRole('button', { name: 'Bring the bot' }));
  await eventually(() => stateShown() === 'account-not-allowed');
  expect(mainAction()).toEqual({ name: 'Connect another account', href: '/zoom/oauth' });
});

test('disconnecting says first what it deletes, and Escape leaves everything as it was', async () => {
  await open('ready');
  fireEvent.click(screen.getByRole('button', { name: 'Disconnect Zoom', hidden: true }));
  const question = screen.getByRole('group', { name: /Disconnect Zoom\?/, hidden: true });
  for (const words of ['leave their meetings', 'permission', 'deleted', 'Recordings']) {
    expect(question.textContent).toContain(words);
  }
  fireEvent.keyDown(question, { key: 'Escape' });
  expect(timesAsked(server, 'DisconnectZoom')).toBe(0);
});

test.each([
  [true, false],
  [null, false],
  [false, true],
])(
  'after disconnecting (Zoom said %s) the page says what is gone, and what is left to do: %s',
  async (revoked, todo) => {
    server.answers['disconnectZoom'] = () => ({ __typename: 'DisconnectZoomSuccess', erased: true, revoked });
    await open('ready');
    fireEvent.click(screen.getByRole('button', { name: 'Disconnect Zoom', hidden: true }));
    fireEvent.click(screen.getByRole('button', { name: 'Disconnect', hidden: true }));
    await eventually(() => stateShown() === 'disconnected');
    expect(document.body.textContent.includes('Zoom could not be told')).toBe(todo);
  },
);

test('a sign-out that fails is told, and the page stays', async () => {
  server.answers['endSession'] = () => Promise.reject(new Error('It broke.'));
  await open('ready');
  fireEvent.click(screen.getByRole('button', { name: 'Sign out', hidden: true }));
  await eventually(() => screen.queryByRole('alert', { hidden: true })?.textContent.includes('Try again'));
  expect(stateShown()).toBe('ready');
});

test('signing out ends here, whatever is asked afterwards', async () => {
  server.answers['endSession'] = () => ({ __typename: 'EndSessionSuccess', signedOut: true });
  await open('ready');
  fireEvent.click(screen.getByRole('button', { name: 'Sign out', hidden: true }));
  await eventually(() => stateShown() === 'signed-out');
  act(() => void dispatchEvent(new Event('focus')));
  expect(stateShown()).toBe('signed-out');
});

test("the operator's name and links are there, and only those that there are", async () => {
  await open('ready');
  expect(screen.getByRole('banner').textContent).toBe('Acme Notes');
  expect(screen.getByRole('link', { name: 'Privacy' }).getAttribute('href')).toBe('https://acme.example/privacy');
  expect(screen.queryByRole('link', { name: 'Support' })).toBeNull();
});

async function open(state: string): Promise<void> {
  server.show(<LaunchPage settings={SETTINGS} />);
  await eventually(() => stateShown() === state);
}

function stateShown(): string | undefined {
  return document.querySelector('main')?.dataset['state'];
}

function sentence(): string {
  return screen.getByRole('heading', { level: 1 }).textContent;
}

function linkField(): HTMLElement {
  return screen.getByRole('textbox', { name: 'Invite link' });
}

function mainAction(): { name: string | undefined; href: string | null | undefined } {
  const action = document.querySelector('.action > *');
  return { name: action?.textContent, href: action?.getAttribute('href') };
}
