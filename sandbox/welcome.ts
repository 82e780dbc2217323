/** What the sandbox says when it is ready: where things are, and the first commands. */
export function welcome(where: {
  app: string;
  zoom: string;
  recall: string;
  apiKey: string;
  dataDir: string;
  /** An invite link into the meeting that is in progress. */
  inviteUrl: string;
}): string {
  const { app, zoom, recall, apiKey } = where;
  return `
The sandbox is ready. Zoom and Recall are simulated; nothing leaves this machine.

Begin here: Zoom as Ana sees it, with the panel docked to her meeting.

  Zoom client       ${zoom}/client

  Your server       ${app}
  In a browser      ${app}/launch
  Simulated Zoom    ${zoom}   (people, meetings, who is in them: play them here)
  Simulated Recall  ${recall}
  API key           ${apiKey}   (named "sandbox")
  Kept in           ${where.dataDir}

A first launch through the API, to be copied into a shell of its own:

  KEY=${apiKey}
  ask() { curl -s ${app}/graphql -H 'Content-Type: application/json' -H "Authorization: Bearer $KEY" -d "$1"; echo; }

1. A link for one of your users, whom your backend calls "user-1":

${ask('mutation { createConnectLink(input: { externalUserId: "user-1" }) { ... on CreateConnectLinkSuccess { url } ... on Problem { message } } }')}

2. Open its url in a browser, be Ana Ferreira, allow. The page shows a code. Redeem it in place of THE-CODE:

${ask('mutation($code: String!) { redeemConnectCode(code: $code) { ... on RedeemConnectCodeSuccess { externalUserId } ... on Problem { message } } }', { code: 'THE-CODE' })}

3. Bring a bot into Ana's meeting, on her behalf:

${ask('mutation($link: String!) { launchBot(input: { meetingUrl: $link, onBehalfOf: "user-1" }) { ... on LaunchBotSuccess { bot { id status } } ... on Problem { message } } }', { link: where.inviteUrl })}

4. Follow it, until it is RECORDING:

${ask('{ bots { nodes { status reason { message } timeline { at kind code message } } } }')}

Then open ${zoom}: the bot is in the meeting, "Brought by Ana Ferreira". Let Ana leave, and see it go.

Ctrl-C stops everything; the next start goes on from here.
`;
}

function ask(query: string, variables?: object): string {
  return `  ask '${JSON.stringify({ query, ...(variables && { variables }) })}'`;
}
