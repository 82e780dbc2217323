/** The vendor's clock: real time plus an offset that tests set. */
export interface SimulatedClock {
  /** Milliseconds since the epoch, by the vendor's clock. */
  now(): number;
  /** Milliseconds that the vendor's clock is ahead of ours. */
  readonly offsetMs: number;
  /** Sets the clock ahead (or, negative, behind). What has become due happens at once. */
  setOffset(ms: number): Promise<void>;
  /** Moves it further ahead by so much. */
  advance(ms: number): Promise<void>;
}
