import { randomUUID } from 'node:crypto';
import type { RecallBot } from '../../sandbox/recall/recallSimulator.js';
import type { Call } from '../../sandbox/simulator/calls.js';
import type { ZoomMeeting, ZoomPerson } from '../../sandbox/zoom/zoomSimulator.js';
import type { World } from './world.js';

/** Somebody who has connected Zoom through the backend, and is in a meeting of their own. */
export interface Newcomer {
  person: ZoomPerson;
  /** The backend's id of them; also a name that no other test uses, for bots. */
  id: string;
  meeting: ZoomMeeting;
}

/** @param accountId their Zoom account; one of their own unless given */
export async function newcomer(world: World, accountId?: string): Promise<Newcomer> {
  const id = `user-${randomUUID().slice(0, 8)}`;
  const person = await world.zoom.addPerson({ displayName: `Person ${id}`, accountId });
  await world.connect(person, id);
  return { person, id, meeting: await world.zoom.addMeeting({ host: person.id }) };
}

/** The bots that Recall has made for a launch. */
export function botsOf(world: Pick<World, 'recall'>, launchId: string): RecallBot[] {
  return world.recall.state.bots.filter(({ metadata }) => metadata['broughtby_launch'] === launchId);
}

/** The requests to Create Bot for a launch; `about` is the idempotency key. */
export function requestsFor(world: Pick<World, 'recall'>, launchId: string): Call[] {
  return world.recall.calls.list({ route: 'POST /api/v1/bot' }).filter(({ about }) => about?.startsWith(launchId));
}
