import type { Connection } from 'mongoose';

/** The collections whose documents carry `expiresAt`. Everybody ignores them once past it, so removing them is tidying only. */
const EXPIRING = ['authorizations', 'sessions', 'claims', 'leases'];

/** Removes documents that expired before the given moment. @returns how many */
export async function removeExpired(connection: Connection, before: Date): Promise<number> {
  const removed = await Promise.all(
    EXPIRING.map((name) => connection.collection(name).deleteMany({ expiresAt: { $lt: before } })),
  );
  return removed.reduce((sum, { deletedCount }) => sum + deletedCount, 0);
}
