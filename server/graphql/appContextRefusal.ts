import type { AppContextRefusal } from './types.generated.js';

/** What happened to a panel's app context, and what to do. */
export function describeRefusal(reason: AppContextRefusal): string {
  switch (reason) {
    case 'EXPIRED':
      return 'What Zoom said about this panel is no longer fresh. Try again.';
    case 'CLAIMED':
      return 'What Zoom said about this panel was used by another panel. Try again in a moment.';
    case 'NOT_IN_MEETING':
      return 'This panel is not open in a meeting. Open it in the meeting that the bot is to join.';
    case 'OTHER_PERSON':
      return 'This panel was opened by another Zoom user. Close it and open it again.';
    case 'MISSING':
      return 'The panel did not prove that it is open in a meeting. Close it and open it again.';
    case 'INVALID':
      return 'This server could not read what Zoom says about this panel. Close it and open it again; if that does not help, tell whoever runs the server.';
    default:
      return reason satisfies never;
  }
}
