// @vitest-environment happy-dom
import { cleanup, fireEvent, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { useZoomAuthorization } from '../../../client/src/features/connect/useZoomAuthorization.js';
import type { ViewerQuery } from '../../../client/src/graphql/generated/graphql.js';
import { wakeAll } from '../../../client/src/graphql/wait.js';
import { type AuthorizationAnswer, createZoomPanel, type ZoomPanel } from '../../../client/src/zoom/zoomPanel.js';
import { eventually, type FakeServer, startFakeServer, timesAsked } from '../support/fakeServer.js';

const USED = { __typename: 'ZoomAuthorizationUnknown', message: 'Used already.' };
const ANA: ViewerQuery['viewer'] = { person: { id: 'ana', displayName: 'Ana' }, guest: false, connection: null };
const CONNECTED: ViewerQuery['viewer'] = {
  ...ANA,
  connection: { state: 'CONNECTED', missingScopes: [], connectedAt: '2026-03-02T09:00:00.000Z' },
};

let server: FakeServer;
let viewer: ViewerQuery['viewer'];
let answer: AuthorizationAnswer;
let steps: string[];
const onConnected = vi.fn<() => void>();

beforeEach(() => {
  viewer = ANA;
  answer = { kind: 'authorized', code: 'a-code', state: 'a-state', redirectUri: null };
  steps = [];
  onConnected.mockClear();
  server = startFakeServer({
    viewer: () => viewer,
    startZoomAuthorization: () => ({
      __typename: 'StartZoomAuthorizationSuccess',
      codeChallenge: 'a-challenge',
      state: 'a-state',
      expiresAt: '2026-03-02T09:05:00.000Z',
    }),
    completeZoomAuthorization: () => ({ __typename: 'CompleteZoomAuthorizationSuccess', viewer: CONNECTED }),
  });
});
afterEach(cleanup);

/** The person presses, and Zoom answers so. */
function connect(): void {
  server.show(<Connect />);
  fireEvent.click(screen.getByRole('button'));
}

test('what Zoom answered is brought to the server, and that is all', async () => {
  connect();
  await eventually(() => onConnected.mock.calls.length > 0);
  expect(server.asked.map(({ operation }) => operation)).toEqual([
    'StartZoomAuthorization',
    'CompleteZoomAuthorization',
  ]);
});

test('a state that is used up is no failure where a browser’s tab used it', async () => {
  server.answers['completeZoomAuthorization'] = () => {
    viewer = CONNECTED;
    return USED;
  };
  connect();
  await eventually(() => onConnected.mock.calls.length > 0);
  expect(steps.at(-1)).toBe('idle');
});

test('… nor where that tab is not done yet', async () => {
  server.answers['completeZoomAuthorization'] = () => USED;
  connect();
  await eventually(() => timesAsked(server, 'Viewer') === 1);
  viewer = CONNECTED;
  wakeAll();
  await eventually(() => onConnected.mock.calls.length > 0);
  expect(steps.filter((step) => step.startsWith('failed'))).toEqual([]);
});

test('… and is one where nobody has connected anything', async () => {
  server.answers['completeZoomAuthorization'] = () => USED;
  connect();
  await eventually(() => {
    wakeAll();
    return steps.at(-1) === 'failed: Used already.';
  });
  expect(onConnected).not.toHaveBeenCalled();
});

test('silence of the Zoom client is no failure where a browser’s tab has connected', async () => {
  answer = { kind: 'silent' };
  viewer = CONNECTED;
  connect();
  await eventually(() => onConnected.mock.calls.length > 0);
  expect(timesAsked(server, 'CompleteZoomAuthorization')).toBe(0);
});

test('silence after which nothing has changed is told as such', async () => {
  answer = { kind: 'silent' };
  connect();
  await eventually(() => {
    wakeAll();
    return steps.at(-1) === 'silent';
  });
});

test('an answer of the server that was lost may have connected all the same', async () => {
  server.answers['completeZoomAuthorization'] = () => {
    viewer = CONNECTED;
    throw new Error('It broke after that.');
  };
  connect();
  await eventually(() => onConnected.mock.calls.length > 0);
});

test.each([
  ['declined', { kind: 'declined' } as const, null, 'declined'],
  ['of an account that is not let in', null, { __typename: 'AccountNotAllowed', message: 'No.' }, 'not_allowed'],
  ['of another person', null, { __typename: 'OtherZoomUser', message: 'Not you.' }, 'failed: Not you.'],
])('a consent that was %s is told at once', async (_what, said, result, step) => {
  if (said !== null) answer = said;
  if (result !== null) server.answers['completeZoomAuthorization'] = () => result;
  connect();
  await eventually(() => steps.at(-1) === step);
  expect(timesAsked(server, 'Viewer')).toBe(0);
});

function Connect() {
  const { authorization, begin } = useZoomAuthorization(zoom, onConnected);
  const step = authorization.kind === 'failed' ? `failed: ${authorization.message}` : authorization.kind;
  if (steps.at(-1) !== step) steps.push(step);
  return <button onClick={begin}>{step}</button>;
}

const zoom: ZoomPanel = { ...createZoomPanel(), authorize: async () => answer };
