import { describeRefusal } from './appContextRefusal.js';
import { checkedPanelKey, type GraphQLContext } from './context.js';
import { badInput } from './errors.js';
import type { AppContextRefusal, LaunchBotInput } from './types.generated.js';

/**
 * A panel launches only with a fresh app context of a meeting that its person is in. It says nothing about which meeting a pasted link
 * is of: that the person is there is checked by Zoom, when the bot joins.
 *
 * @returns null when there is nothing to object
 * @throws BAD_USER_INPUT when somebody else than a panel gives an app context: it would prove nothing of them
 */
export async function presenceProblem(context: GraphQLContext, input: LaunchBotInput) {
  const { identity } = context;
  const { appContext = null, panelKey = null } = input;
  if (identity.kind !== 'person' || identity.origin !== 'panel') {
    if (appContext === null && panelKey === null) return null;
    throw badInput('appContext and panelKey are for panels inside the Zoom client.');
  }
  if (appContext === null || panelKey === null) return notProven('MISSING');
  const outcome = await context.appContexts.acceptInMeeting(appContext, checkedPanelKey(panelKey), identity.person);
  return outcome.kind === 'accepted' ? null : notProven(outcome.reason);
}

function notProven(reason: AppContextRefusal) {
  return { __typename: 'PresenceNotProven', message: describeRefusal(reason), reason } as const;
}
