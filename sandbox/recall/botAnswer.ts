import type { RecallData } from './recallData.js';
import type { RecallBot } from './recallSimulator.js';

/** A bot as Recall's API shows it: https://docs.recall.ai/reference/bot_retrieve . */
export function botAnswer(
  bot: RecallBot,
  { visible, hidden }: RecallData,
  recordings: unknown[],
): Record<string, unknown> {
  const life = hidden.lives[bot.id];
  if (life === undefined) throw new Error('A bot without a life.');
  const { request } = life;
  const { meetingUrlInAnswers, echoesZoomSettings } = visible.assumptions;
  const joined = life.inCallSince !== null;
  return {
    id: bot.id,
    meeting_url:
      meetingUrlInAnswers === 'string'
        ? request.meetingUrl
        : { meeting_id: bot.meetingNumber, meeting_password: request.meetingPassword, platform: 'zoom' },
    bot_name: bot.botName,
    // Readable only until the bot joins.
    join_at: joined ? null : request.joinAt,
    recording_config: request.raw['recording_config'] ?? {},
    status_changes: bot.statusChanges,
    recordings,
    output_media: null,
    automatic_video_output: null,
    automatic_audio_output: null,
    chat: request.raw['chat'] ?? null,
    automatic_leave: request.raw['automatic_leave'] ?? {},
    variant: request.raw['variant'] ?? null,
    calendar_meetings: [],
    zoom: echoesZoomSettings ? request.zoom : null,
    google_meet: null,
    metadata: bot.metadata,
  };
}
