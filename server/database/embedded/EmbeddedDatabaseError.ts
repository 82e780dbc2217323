/** The embedded database could not be had. The message is for whoever started the server, and says what to do. */
export class EmbeddedDatabaseError extends Error {
  override name = 'EmbeddedDatabaseError';
}
