import { describeRefusal } from '../appContextRefusal.js';
import { checkedPanelKey } from '../context.js';
import { GUEST, personViewer } from '../personType.js';
import type { MutationResolvers } from '../types.generated.js';

export const startSession: NonNullable<MutationResolvers['startSession']> = async (_parent, args, context) => {
  const { appContexts, sessions } = context;
  const panelKey = checkedPanelKey(args.panelKey);
  const outcome = await appContexts.accept(args.appContext, panelKey);
  if (outcome.kind === 'refused') {
    const { reason } = outcome;
    return { __typename: 'AppContextRefused', message: describeRefusal(reason), reason };
  }
  const { person } = outcome;
  const session = await sessions.createForPanel({ person, panelKey });
  const viewer = person === null ? GUEST : await personViewer(person, context);
  return { __typename: 'StartSessionSuccess', session, viewer };
};
