import type { NextStepFor } from '../../graphql/generated/graphql.js';

interface NextStepProps {
  of: { nextStep: string | null; nextStepFor: NextStepFor | null };
}

/** What to do about it, if anything; what the person can't do themselves, they are told to ask for. */
export function NextStep({ of: { nextStep, nextStepFor } }: NextStepProps) {
  if (nextStep === null) return null;
  return (
    <p>
      {nextStepFor === 'OPERATOR' && 'Ask whoever runs this app: '}
      {nextStep}
    </p>
  );
}
