import { type Connection, type Model, Schema } from 'mongoose';

/** The second says with which key it is sealed. */
export const CONNECTION_SHAPE = 2;

/** A person who authorized the app, and the one token pair of theirs that is alive at Zoom. */
export interface ConnectionDocument {
  /** Zoom user id. */
  _id: string;
  shape: number;
  /** Zoom account id. */
  accountId: string;
  displayName: string;
  /** As granted. */
  scopes: string[];
  /** `RECONNECT_REQUIRED` by Zoom's own word about the pair of this very version, and by nothing else. */
  state: 'CONNECTED' | 'RECONNECT_REQUIRED';
  /** What Zoom said when it ended the grant. */
  reconnectReason: string | null;
  /**
   * Another one with every pair that is stored; what is written is conditional on it. It begins with a random number, so
   * that a person who disconnected and came back never meets a version of before.
   */
  version: number;
  sealedAccessToken: string;
  accessTokenExpiresAt: Date;
  sealedRefreshToken: string;
  /** The name of the key that both are sealed with; absent from the first shape until they are sealed again. */
  sealedWith?: string;
  /** When Zoom answered the code exchange that this grant began with. */
  grantedAt: Date;
  /** When Zoom answered the newest refresh, or else the exchange. */
  refreshedAt: Date;
  /** When the grant was last to be kept from lapsing; absent while it is in use. */
  renewalTriedAt?: Date | null;
  /** The person signed in by themselves at least once, not only through a backend's connect link. */
  ownSignIn: boolean;
  createdAt: Date;
}

const connectionSchema = new Schema<ConnectionDocument>(
  {
    _id: { type: String, required: true },
    shape: { type: Number, required: true },
    accountId: { type: String, required: true },
    displayName: { type: String, default: '' },
    scopes: { type: [String], required: true },
    state: { type: String, required: true },
    reconnectReason: { type: String, default: null },
    version: { type: Number, required: true },
    sealedAccessToken: { type: String, required: true },
    accessTokenExpiresAt: { type: Date, required: true },
    sealedRefreshToken: { type: String, required: true },
    sealedWith: String,
    grantedAt: { type: Date, required: true },
    refreshedAt: { type: Date, required: true },
    renewalTriedAt: Date,
    ownSignIn: { type: Boolean, required: true },
    createdAt: { type: Date, required: true },
  },
  { versionKey: false, autoIndex: false, autoCreate: false, strict: 'throw' },
);

export type ConnectionModel = Model<ConnectionDocument>;

export function createConnectionModel(connection: Connection): ConnectionModel {
  return connection.model<ConnectionDocument>('Connection', connectionSchema, 'connections');
}
