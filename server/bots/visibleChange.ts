import { appendToTimeline, type TimelineEntry } from './timeline.js';

/**
 * The part of an update that everything has in common which can be seen of a bot: it moves the revision, by which followers
 * (`feed.ts`) know what is new, and is found by the moment of the change. A write without it would reach nobody who follows the bot;
 * a test holds every update against that.
 */
export function visibleChange(at: Date, ...entries: TimelineEntry[]) {
  const { $push, $inc } = appendToTimeline(...entries);
  return { $set: { updatedAt: at }, $push, $inc: { ...$inc, revision: 1 } };
}
