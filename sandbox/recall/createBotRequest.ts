import type { RecallAssumptions } from './assumptions.js';

/** https://docs.recall.ai/docs/meeting-urls */
const ZOOM_URL = /zoom\.(?:us|com)\/(?:j|s|wc\/join)\/([0-9]+)/;
const PERSONAL_URL = /zoom\.(?:us|com)\/my\/([A-Za-z0-9.]+)/;
const LONGEST_NAME = 100;
const LONGEST_CHAT_MESSAGE = 4096;
const DEFAULT_NAME = 'Meeting Notetaker';

/** Seconds: https://docs.recall.ai/docs/automatic-leaving-behavior */
const SHORTEST_TIMEOUTS: Record<string, number> = { waiting_room_timeout: 30, noone_joined_timeout: 30 };
const SHORTEST_EVERYONE_LEFT = 1;

/** Seconds after which a bot leaves by itself; null: never. */
export interface AutomaticLeave {
  waitingRoom: number;
  nooneJoined: number;
  everyoneLeft: { timeout: number; activateAfter: number };
  inCallNotRecording: number;
  inCallRecording: number | null;
  recordingPermissionDenied: number;
}

/** A Create Bot request that was found valid. Fields that the simulation does not act on are kept as they came. */
export interface CreateBotRequest {
  meetingUrl: string;
  /** Digits; empty for a personal link. */
  meetingNumber: string;
  /** `pwd` of the link. */
  meetingPassword: string | null;
  botName: string;
  joinAt: string | null;
  metadata: Record<string, string | null>;
  zoom: Record<string, unknown>;
  obfTokenUrl: string | null;
  automaticLeave: AutomaticLeave;
  /** As sent. */
  raw: Record<string, unknown>;
}

/** Field → what is wrong with it. */
export type FieldErrors = Record<string, unknown>;

export function readCreateBotRequest(
  body: unknown,
  { acceptsPersonalLinks }: Pick<RecallAssumptions, 'acceptsPersonalLinks'>,
): { kind: 'valid'; request: CreateBotRequest } | { kind: 'invalid'; errors: FieldErrors } {
  if (!isObject(body)) {
    return { kind: 'invalid', errors: { non_field_errors: ['Invalid data. Expected a dictionary.'] } };
  }
  const errors: FieldErrors = {};
  const complain = (field: string, message: string) => {
    errors[field] = [message];
  };

  const { meeting_url: meetingUrl, bot_name: botName, join_at: joinAt, metadata, zoom, chat } = body;
  let meetingNumber = '';
  if (meetingUrl === undefined || meetingUrl === null) complain('meeting_url', 'This field is required.');
  else if (typeof meetingUrl !== 'string') complain('meeting_url', 'Not a valid string.');
  else {
    const match = ZOOM_URL.exec(meetingUrl);
    meetingNumber = match?.[1] ?? '';
    const personal = acceptsPersonalLinks && PERSONAL_URL.test(meetingUrl);
    if (match === null && !personal)
      complain('meeting_url', 'Could not parse the meeting URL: unsupported or invalid.');
  }

  if (botName !== undefined && typeof botName !== 'string') complain('bot_name', 'Not a valid string.');
  else if ((botName ?? '').length > LONGEST_NAME) {
    complain('bot_name', `Ensure this field has no more than ${LONGEST_NAME} characters.`);
  }

  if (joinAt !== undefined && joinAt !== null && (typeof joinAt !== 'string' || Number.isNaN(Date.parse(joinAt)))) {
    complain('join_at', 'Datetime has wrong format. Use ISO 8601.');
  }

  if (metadata !== undefined && metadata !== null) {
    if (!isObject(metadata)) complain('metadata', `Expected a dictionary of items but got type "${typeof metadata}".`);
    else {
      const wrong = Object.entries(metadata).filter(([, value]) => value !== null && typeof value !== 'string');
      if (wrong.length > 0) {
        errors['metadata'] = Object.fromEntries(wrong.map(([key]) => [key, ['Not a valid string.']]));
      }
    }
  }

  const zoomSettings = isObject(zoom) ? zoom : {};
  if (zoom !== undefined && zoom !== null && !isObject(zoom)) complain('zoom', 'Invalid data. Expected a dictionary.');
  const zoomErrors = Object.fromEntries(
    ['obf_token_url', 'zak_url', 'join_token_url']
      .filter((field) => zoomSettings[field] !== undefined && zoomSettings[field] !== null)
      .filter((field) => !isHttpUrl(zoomSettings[field]))
      .map((field) => [field, ['Enter a valid URL.']]),
  );
  if (Object.keys(zoomErrors).length > 0) errors['zoom'] = zoomErrors;

  const onJoin = isObject(chat) ? chat['on_bot_join'] : undefined;
  if (isObject(onJoin) && typeof onJoin['message'] === 'string' && onJoin['message'].length > LONGEST_CHAT_MESSAGE) {
    complain('chat', `Ensure this field has no more than ${LONGEST_CHAT_MESSAGE} characters.`);
  }

  const leave = readAutomaticLeave(body['automatic_leave']);
  if (leave.kind === 'invalid') errors['automatic_leave'] = leave.errors;

  const retention = isObject(body['recording_config']) ? body['recording_config']['retention'] : undefined;
  if (isObject(retention) && retention['type'] === 'timed' && !(Number(retention['hours'] ?? 168) >= 1)) {
    errors['recording_config'] = { retention: { hours: ['Ensure this value is greater than or equal to 1.'] } };
  }

  if (Object.keys(errors).length > 0 || leave.kind === 'invalid') return { kind: 'invalid', errors };
  return {
    kind: 'valid',
    request: {
      meetingUrl: meetingUrl as string,
      meetingNumber,
      meetingPassword: /[?&]pwd=([^&#]+)/.exec(meetingUrl as string)?.[1] ?? null,
      botName: typeof botName === 'string' && botName !== '' ? botName : DEFAULT_NAME,
      joinAt: typeof joinAt === 'string' ? joinAt : null,
      metadata: (metadata ?? {}) as Record<string, string | null>,
      zoom: zoomSettings,
      obfTokenUrl: typeof zoomSettings['obf_token_url'] === 'string' ? zoomSettings['obf_token_url'] : null,
      automaticLeave: leave.value,
      raw: body,
    },
  };
}

function readAutomaticLeave(
  given: unknown,
): { kind: 'valid'; value: AutomaticLeave } | { kind: 'invalid'; errors: FieldErrors } {
  const settings = isObject(given) ? given : {};
  const errors: FieldErrors = {};
  const seconds = (field: string, fallback: number): number => {
    const value = settings[field];
    if (value === undefined || value === null) return fallback;
    const shortest = SHORTEST_TIMEOUTS[field] ?? 1;
    if (typeof value !== 'number' || !Number.isInteger(value)) errors[field] = ['A valid integer is required.'];
    else if (value < shortest) errors[field] = [`Ensure this value is greater than or equal to ${shortest}.`];
    return Number(value);
  };
  const left = settings['everyone_left_timeout'];
  // Version 1.10 took a plain number here.
  const leftSettings = isObject(left) ? left : { timeout: left };
  const timeout = leftSettings['timeout'] ?? 2;
  if (typeof timeout !== 'number' || timeout < SHORTEST_EVERYONE_LEFT) {
    errors['everyone_left_timeout'] = [`Ensure this value is greater than or equal to ${SHORTEST_EVERYONE_LEFT}.`];
  }
  const value: AutomaticLeave = {
    waitingRoom: seconds('waiting_room_timeout', 1200),
    nooneJoined: seconds('noone_joined_timeout', 1200),
    everyoneLeft: { timeout: Number(timeout), activateAfter: Number(leftSettings['activate_after'] ?? 0) },
    inCallNotRecording: seconds('in_call_not_recording_timeout', 3600),
    inCallRecording: settings['in_call_recording_timeout'] ? seconds('in_call_recording_timeout', 0) : null,
    recordingPermissionDenied: seconds('recording_permission_denied_timeout', 30),
  };
  return Object.keys(errors).length > 0 ? { kind: 'invalid', errors } : { kind: 'valid', value };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isHttpUrl(value: unknown): boolean {
  return typeof value === 'string' && /^https?:\/\/[^\s/]/.test(value) && URL.canParse(value);
}
