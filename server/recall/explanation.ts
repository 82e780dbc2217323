/** Who can take a step: the person on whose behalf the bot comes, or whoever runs this deployment. */
export type NextStepFor = 'PERSON' | 'OPERATOR';

/** Something in words: what happened in one sentence, and in one more what to do about it, and who. */
export type Explanation =
  | { readonly message: string; readonly nextStep: null; readonly nextStepFor: null }
  | { readonly message: string; readonly nextStep: string; readonly nextStepFor: NextStepFor };

export function nothingToDo(message: string): Explanation {
  return { message, nextStep: null, nextStepFor: null };
}

export function forPerson(message: string, nextStep: string): Explanation {
  return { message, nextStep, nextStepFor: 'PERSON' };
}

/** @param nextStep in the operator's words: names of settings, pages of the vendors' dashboards */
export function forOperator(message: string, nextStep: string): Explanation {
  return { message, nextStep, nextStepFor: 'OPERATOR' };
}
