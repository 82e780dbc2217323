import { setTimeout as pause } from 'node:timers/promises';
import type { Outgoing } from '../simulator/outgoing.js';
import type { Store } from '../simulator/store.js';
import type { SdkEventsAnswer, SdkPresence } from '../zoom/sdkRoutes.js';
import type { SdkEvent } from '../zoom/zoomData.js';
import type { BotLives } from './botLives.js';
import type { BotLife, RecallData } from './recallData.js';
import type { RecallBot } from './recallSimulator.js';

/** Longer than Zoom keeps the request open. */
const POLL_TIMEOUT_MS = 30_000;
/** Before Zoom is asked again after it could not be reached; real milliseconds. */
const RECONNECT_MS = 200;

/** Follows what happens in Zoom's meetings and tells the bots in them; goes on where it stopped. */
export function followZoomEvents(options: {
  store: Store<RecallData>;
  outgoing: Outgoing;
  zoom: { url: string };
  lives: BotLives;
}): { stop: () => void } {
  const { store, outgoing, zoom, lives } = options;
  const { visible, hidden } = store.data;
  const stopping = new AbortController();

  async function follow(): Promise<void> {
    while (!stopping.signal.aborted) {
      const { epoch, last } = hidden.zoomEvents;
      const answer = await outgoing.send({
        url: `${zoom.url}/sdk/events?after=${last}&epoch=${encodeURIComponent(epoch)}`,
        method: 'GET',
        timeoutMs: POLL_TIMEOUT_MS,
      });
      if (stopping.signal.aborted) return;
      if (answer.kind !== 'answered' || answer.status !== 200) {
        await pause(RECONNECT_MS);
        continue;
      }
      apply(JSON.parse(answer.body) as SdkEventsAnswer);
    }
  }

  function apply(answer: SdkEventsAnswer): void {
    const touched = new Set<string>();
    if (answer.kind === 'events') for (const event of answer.events) hear(event, touched);
    else reconcile(answer.bots, touched);
    hidden.zoomEvents = { epoch: answer.epoch, last: answer.last };
    if (answer.kind === 'events' && answer.events.length === 0) return;
    store.changed();
    for (const botId of touched) lives.wake(botId);
  }

  function hear(event: SdkEvent, touched: Set<string>): void {
    const heard = { ...hidden.meetings[event.meeting], seq: event.seq };
    hidden.meetings[event.meeting] = heard;
    switch (event.type) {
      case 'bot-admitted':
      case 'bot-removed': {
        const life = hidden.lives[event.botId];
        if (life === undefined) return;
        if (event.type === 'bot-removed') {
          life.removal = event.reason;
          life.place = 'outside';
        } else {
          life.place = 'in-meeting';
        }
        touched.add(event.botId);
        return;
      }
      case 'participants':
        heard.people = event.people;
        for (const { bot, life } of botsIn(event.meeting)) {
          lives.countPeople(life, event.people);
          touched.add(bot.id);
        }
        return;
      case 'recording-permission':
        heard.recordingPermission = event.permission;
        for (const { bot, life } of botsIn(event.meeting)) {
          life.recordingPermission = event.permission;
          touched.add(bot.id);
        }
    }
  }

  /** Zoom does not remember what we missed: who is no longer there was removed. */
  function reconcile(present: SdkPresence[], touched: Set<string>): void {
    for (const bot of visible.bots) {
      const life = hidden.lives[bot.id];
      if (life === undefined) continue;
      const found = present.find((presence) => presence.botId === bot.id);
      if (isOver(bot)) {
        if (found !== undefined) lives.leaveZoom(bot.id);
      } else if (found !== undefined) {
        if (!found.inWaitingRoom) life.place = 'in-meeting';
        lives.arrive(life, bot, found);
        touched.add(bot.id);
      } else if (life.place !== 'outside') {
        life.removal = 'meeting-ended';
        life.place = 'outside';
        touched.add(bot.id);
      }
    }
  }

  function botsIn(meeting: string): { bot: RecallBot; life: BotLife }[] {
    return visible.bots.flatMap((bot) => {
      const life = hidden.lives[bot.id];
      return life !== undefined && life.place !== 'outside' && bot.meetingNumber === meeting ? [{ bot, life }] : [];
    });
  }

  void follow();
  return {
    stop() {
      stopping.abort();
    },
  };
}

/** A bot that no longer is or will be in a meeting. */
export function isOver(bot: RecallBot): boolean {
  return bot.deleted || ['call_ended', 'done', 'fatal'].includes(bot.status);
}
