import { botType, inWords } from '../botType.js';
import { requireRequester } from '../context.js';
import { presenceProblem } from '../presence.js';
import { bringingProblem, unknownExternalUser } from '../problems.js';
import type { MutationResolvers } from '../types.generated.js';

export const launchBot: NonNullable<MutationResolvers['launchBot']> = async (_parent, { input }, context) => {
  const requester = await requireRequester(context, input.onBehalfOf);
  if (requester === null) return unknownExternalUser(input.onBehalfOf ?? '');
  const notProven = await presenceProblem(context, input);
  if (notProven !== null) return notProven;
  const { meetingUrl, botName = null } = input;
  const outcome = await context.launches.launch(requester, { meetingUrl, botName });
  switch (outcome.kind) {
    case 'launched':
      return { __typename: 'LaunchBotSuccess', bot: botType(outcome.bot, context) };
    case 'refused': {
      const bot = botType(outcome.bot, context);
      const message = bot.reason === null || bot.reason === undefined ? 'There is no bot.' : inWords(bot.reason);
      return { __typename: 'RecallRefused', message, fieldErrors: outcome.bot.refusal?.fieldErrors ?? [], bot };
    }
    case 'invalid_name':
      return { __typename: 'InvalidBotName', message: 'Give the bot a name of 1 to 100 characters.' };
    default:
      return bringingProblem(outcome, context);
  }
};
