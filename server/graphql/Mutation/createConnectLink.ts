import { requireApiKey } from '../context.js';
import type { MutationResolvers } from '../types.generated.js';

const MAX_EXTERNAL_USER_ID_LENGTH = 256;
/** The link carries it in its path, and there is an end to what servers and proxies take as one. */
const MAX_RETURN_URL_LENGTH = 1024;

export const createConnectLink: NonNullable<MutationResolvers['createConnectLink']> = async (
  _parent,
  { input },
  context,
) => {
  const apiKey = requireApiKey(context);
  const { externalUserId, returnUrl = null } = input;
  if (externalUserId === '' || externalUserId.length > MAX_EXTERNAL_USER_ID_LENGTH) {
    return {
      __typename: 'InvalidExternalUserId',
      message: `externalUserId must have 1 to ${MAX_EXTERNAL_USER_ID_LENGTH} characters.`,
    };
  }
  if (returnUrl !== null && !isAllowed(returnUrl, context.connectReturnOrigins)) {
    const message =
      `returnUrl must be on one of the origins in CONNECT_RETURN_ORIGINS and have at most ${MAX_RETURN_URL_LENGTH} characters. ` +
      'Leave it out to have the code shown instead.';
    return { __typename: 'InvalidReturnUrl', message, allowedOrigins: [...context.connectReturnOrigins] };
  }
  const { url, expiresAt } = await context.connectLinks.create({ apiKey, externalUserId, returnUrl });
  return { __typename: 'CreateConnectLinkSuccess', url, expiresAt };
};

function isAllowed(returnUrl: string, origins: readonly string[]): boolean {
  return (
    returnUrl.length <= MAX_RETURN_URL_LENGTH && URL.canParse(returnUrl) && origins.includes(new URL(returnUrl).origin)
  );
}
