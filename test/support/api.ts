import { expect, vi } from 'vitest';
import { recordedFetch } from './answers.js';
import { PATIENCE_MS } from './patience.js';

export interface GraphQLAnswer {
  status: number;
  // Tests look into answers of any shape.
  // oxlint-disable-next-line typescript/no-explicit-any
  data: any;
  errors: { message: string; extensions: Record<string, unknown> }[] | undefined;
}

const BOT = `id status recallBotId botName createdAt endedAt canRemove timelineDropped externalUserId mayHaveRecording recallExplorerUrl
  reason { code message nextStep nextStepFor } warnings { code message nextStep nextStepFor } meeting { number topic } onBehalfOf { id displayName }
  timeline { at kind code message nextStep nextStepFor tookMs }`;

/** A backend with an API key. */
export class Api {
  constructor(
    readonly url: string,
    readonly key: string,
  ) {}

  as(key: string): Api {
    return new Api(this.url, key);
  }

  /** The same backend at another server. */
  at(url: string): Api {
    return new Api(url, this.key);
  }

  async send(query: string, variables: Record<string, unknown> = {}): Promise<GraphQLAnswer> {
    return sendGraphQL(this.url, { query, variables }, { authorization: `Bearer ${this.key}` });
  }

  /** As `send`, but without errors. */
  async ask(query: string, variables: Record<string, unknown> = {}): Promise<GraphQLAnswer['data']> {
    const answer = await this.send(query, variables);
    expect(answer.errors).toBeUndefined();
    return answer.data;
  }

  async launch(meetingUrl: string, onBehalfOf: string, botName?: string) {
    const data = await this.ask(
      `mutation ($input: LaunchBotInput!) { launchBot(input: $input) { __typename
        ... on Problem { message } ... on LaunchBotSuccess { bot { ${BOT} } } ... on BotAlreadyThere { present: bot { ${BOT} } }
        ... on RecallRefused { fieldErrors { field messages } bot { ${BOT} } } ... on InvalidMeetingLink { code }
        ... on MissingScope { scopes connectUrl } ... on TooManyLiveBots { limit } } }`,
      { input: { meetingUrl, onBehalfOf, botName } },
    );
    return data.launchBot;
  }

  async bot(id: string) {
    return (await this.ask(`query ($id: ID!) { bot(id: $id) { ${BOT} } }`, { id })).bot;
  }

  /** Asks until the bot is as wished; each question is answered by the server at once. */
  async botOnce(
    id: string,
    isAsWished: (bot: GraphQLAnswer['data']) => boolean,
    what: string,
    timeoutMs = PATIENCE_MS,
  ) {
    let last: GraphQLAnswer['data'];
    const ask = async () => {
      last = await this.bot(id);
      if (!isAsWished(last)) throw new Error(`Waited in vain for: ${what}\n${JSON.stringify(last, null, 2)}`);
    };
    await vi.waitFor(ask, { timeout: timeoutMs, interval: 20 });
    return last;
  }

  async remove(id: string) {
    const data = await this.ask(
      `mutation ($id: ID!) { removeBot(id: $id) { __typename ... on Problem { message } ... on RemoveBotSuccess { bot { ${BOT} } } } }`,
      { id },
    );
    return data.removeBot;
  }

  async connectLink(externalUserId: string, returnUrl?: string): Promise<string> {
    const data = await this.ask(
      `mutation ($input: CreateConnectLinkInput!) { createConnectLink(input: $input) { __typename
        ... on CreateConnectLinkSuccess { url expiresAt } ... on Problem { message } } }`,
      { input: { externalUserId, returnUrl } },
    );
    expect(data.createConnectLink.__typename).toBe('CreateConnectLinkSuccess');
    return data.createConnectLink.url;
  }

  async redeem(code: string) {
    const data = await this.ask(
      `mutation ($code: String!) { redeemConnectCode(code: $code) { __typename ... on Problem { message }
        ... on RedeemConnectCodeSuccess { externalUserId person { id displayName } } } }`,
      { code },
    );
    return data.redeemConnectCode;
  }

  async callbackUrl(meetingUrl: string, onBehalfOf: string, expiresAt?: string) {
    const data = await this.ask(
      `mutation ($input: CreateObfCallbackUrlInput!) { createObfCallbackUrl(input: $input) { __typename ... on Problem { message }
        ... on CreateObfCallbackUrlSuccess { url metadata expiresAt bot { ${BOT} } } } }`,
      { input: { meetingUrl, onBehalfOf, expiresAt } },
    );
    return data.createObfCallbackUrl;
  }

  async disconnect(onBehalfOf: string) {
    const data = await this.ask(
      `mutation ($id: ID) { disconnectZoom(onBehalfOf: $id) { __typename ... on Problem { message }
        ... on DisconnectZoomSuccess { erased revoked } } }`,
      { id: onBehalfOf },
    );
    return data.disconnectZoom;
  }
}

export async function sendGraphQL(
  url: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<GraphQLAnswer> {
  const answer = await recordedFetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  const { data, errors } = JSON.parse(answer.text) as Pick<GraphQLAnswer, 'data' | 'errors'>;
  return { status: answer.status, data, errors };
}
