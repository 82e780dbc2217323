import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { answerQuestions } from './answerQuestions.js';

/**
 * The callback as Recall's guide shows it, for comparison: one secret for everybody, tokens in a `Map`, global `fetch`,
 * nothing stored, nothing logged. https://docs.recall.ai/docs/zoom-obf
 */
const { RECALL_CALLBACK_SECRET, ZOOM_API_BASE_URL } = process.env;
const accessTokens = new Map<unknown, string>();
const app = express();
app.use(express.urlencoded({ extended: true }));

// oxlint-disable-next-line oxc/no-async-endpoint-handlers -- Express 5 forwards rejections
app.get('/recall/obf-callback', async (request, response) => {
  if (request.query['auth_token'] !== RECALL_CALLBACK_SECRET) {
    response.status(401).send('recall auth secret provided is incorrect');
    return;
  }
  const accessToken = accessTokens.get(request.query['user_id']);
  if (accessToken === undefined) {
    response.status(503).send('oauth token not found. please visit /zoom/oauth');
    return;
  }
  response.send(await generateObfToken(accessToken, request.query['meeting_id'] as string));
});

async function generateObfToken(accessToken: string, meetingId: string): Promise<string> {
  const url = `${ZOOM_API_BASE_URL}/v2/users/me/token?type=onbehalf&meeting_id=${meetingId}`;
  const response = await fetch(url, { headers: { Authorization: `Bearer ${accessToken}` } });
  const { token } = (await response.json()) as { token: string };
  return token;
}

const server = app.listen(0, '127.0.0.1');
await once(server, 'listening');
answerQuestions((server.address() as AddressInfo).port, {
  seed(people: [id: string, accessToken: string][]) {
    for (const [id, accessToken] of people) accessTokens.set(id, accessToken);
  },
});
