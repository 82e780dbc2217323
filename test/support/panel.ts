import { createHash, randomBytes } from 'node:crypto';
import { expect } from 'vitest';
import type { ZoomSimulator } from '../../sandbox/zoom/zoomSimulator.js';
import { type GraphQLAnswer, sendGraphQL } from './api.js';
import type { TestServer } from './world.js';

const VIEWER = 'guest person { id displayName } connection { state missingScopes } apiKey';
const START_SESSION = `mutation ($appContext: String!, $panelKey: String!) {
  startSession(appContext: $appContext, panelKey: $panelKey) { __typename ... on Problem { message }
    ... on AppContextRefused { reason } ... on StartSessionSuccess { session { token expiresAt } viewer { ${VIEWER} } } } }`;
const START_AUTHORIZATION = `mutation { startZoomAuthorization { __typename ... on Problem { message }
  ... on StartZoomAuthorizationSuccess { codeChallenge state expiresAt } } }`;
const COMPLETE_AUTHORIZATION = `mutation ($input: CompleteZoomAuthorizationInput!) {
  completeZoomAuthorization(input: $input) { __typename ... on Problem { message }
    ... on CompleteZoomAuthorizationSuccess { viewer { ${VIEWER} } } } }`;
const LAUNCH = `mutation ($input: LaunchBotInput!) { launchBot(input: $input) { __typename ... on Problem { message }
  ... on PresenceNotProven { reason } ... on LaunchBotSuccess { bot { id status } } } }`;

/** A panel in the Zoom client, as far as the server sees it. */
export class Panel {
  readonly key = newPanelKey();
  token: string | null = null;

  /** @param opener.person null: a guest @param opener.meeting the number; without it the panel is open in the main client */
  constructor(
    readonly server: TestServer,
    readonly zoom: ZoomSimulator,
    readonly opener: { person: string | null; meeting?: string },
  ) {}

  /** The same panel, served by another server. */
  at(server: TestServer): Panel {
    const there = new Panel(server, this.zoom, this.opener);
    there.token = this.token;
    return there;
  }

  /** As `getAppContext()` of the SDK. */
  async appContext(): Promise<string> {
    return (await this.zoom.appContext(this.opener)).context;
  }

  async startSession(appContext?: string, panelKey = this.key) {
    const { data, errors } = await this.#run(START_SESSION, {
      appContext: appContext ?? (await this.appContext()),
      panelKey,
    });
    expect(errors).toBeUndefined();
    if (data.startSession.__typename === 'StartSessionSuccess') this.token = data.startSession.session.token;
    return data.startSession;
  }

  /** A panel that has its session. */
  async signedIn(): Promise<this> {
    expect(await this.startSession()).toMatchObject({ __typename: 'StartSessionSuccess' });
    return this;
  }

  async ask(text: string, variables: Record<string, unknown> = {}): Promise<GraphQLAnswer> {
    return this.#run(text, variables, this.#bearer());
  }

  async viewer() {
    return (await this.ask(`{ viewer { ${VIEWER} } }`)).data?.viewer;
  }

  async launch(input: { meetingUrl: string; appContext?: string | null; panelKey?: string | null }) {
    const { data, errors } = await this.ask(LAUNCH, { input });
    expect(errors).toBeUndefined();
    return data.launchBot;
  }

  async startAuthorization() {
    const { data, errors } = await this.ask(START_AUTHORIZATION);
    expect(errors).toBeUndefined();
    return data.startZoomAuthorization;
  }

  async completeAuthorization(input: { code: string; state?: string | null; redirectUri?: string | null }) {
    const { data, errors } = await this.ask(COMPLETE_AUTHORIZATION, { input });
    expect(errors).toBeUndefined();
    return data.completeZoomAuthorization;
  }

  /** Any document, as the built client would have shipped it, with any headers. */
  async send(text: string, variables: Record<string, unknown>, headers: Record<string, string>) {
    return this.#run(text, variables, headers);
  }

  async #run(text: string, variables: Record<string, unknown>, headers: Record<string, string> = {}) {
    const documentId = await shipDocument(this.server, text);
    return sendGraphQL(this.server.api.url, { documentId, variables }, headers);
  }

  #bearer(): Record<string, string> {
    return this.token === null ? {} : { authorization: `Bearer ${this.token}` };
  }
}

export function newPanelKey(): string {
  return randomBytes(32).toString('base64url');
}

/** Makes a document trusted, as a client that is deployed beside the server under test does. @returns its id */
export async function shipDocument(server: TestServer, text: string): Promise<string> {
  const id = createHash('sha256').update(text).digest('hex');
  await server.database.connection
    .collection<{ _id: string }>('documents')
    .updateOne({ _id: id }, { $setOnInsert: { shape: 1, text } }, { upsert: true });
  return `sha256:${id}`;
}
