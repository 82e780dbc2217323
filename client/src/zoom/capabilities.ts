import type { Apis } from '@zoom/appssdk';

/**
 * Every API and event of the Zoom client that this app uses, and nothing else. Each must also be ticked in the app's
 * settings at Zoom: the manifest is made from this list.
 */
export const CAPABILITIES = [
  'authorize',
  'getAppContext',
  'getMeetingContext',
  'getMeetingJoinUrl',
  'getMeetingUUID',
  'getUserContext',
  'openUrl',
  'promptAuthorize',
  'onAuthorized',
  'onBreakoutRoomChange',
  'onMeeting',
  'onMyUserContextChange',
  'onParticipantChange',
  'onRunningContextChange',
] as const satisfies readonly Apis[];

export type Capability = (typeof CAPABILITIES)[number];
