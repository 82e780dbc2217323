import type { RecallFile, RecallRecording } from '../recall/recordings.js';
import type { Recording, RecordingFile, RecordingFileStatus } from './types.generated.js';

/** A recording as the API shows it. */
export function recordingType({
  id,
  startedAt,
  completedAt,
  expiresAt,
  video,
  transcript,
}: RecallRecording): Recording {
  return {
    id,
    startedAt: dateOf(startedAt),
    completedAt: dateOf(completedAt),
    expiresAt: dateOf(expiresAt),
    video: video && fileType(video),
    transcript: transcript && fileType(transcript),
  };
}

function fileType({ status, url }: RecallFile): RecordingFile {
  const shown = statusType(status, url);
  return { status: shown, url: shown === 'READY' ? url : null };
}

/** What Recall says in words that are not known is ready if it can be opened. */
function statusType(status: RecallFile['status'], url: string | null): RecordingFileStatus {
  if (status === 'failed') return 'FAILED';
  if (status === 'deleted') return 'DELETED';
  return status === 'processing' || url === null ? 'PROCESSING' : 'READY';
}

function dateOf(milliseconds: number | null): Date | null {
  return milliseconds === null ? null : new Date(milliseconds);
}
