import { useEffect, useRef } from 'react';
import type { RecordingsQuery } from '../../graphql/generated/graphql.js';
import { Button } from '../../ui/Button.js';
import { Confirm } from '../../ui/Confirm.js';
import { Notice } from '../../ui/Notice.js';
import { calendarDate } from '../../ui/relativeTime.js';
import { useRecordings } from './useRecordings.js';

type Found = Extract<RecordingsQuery['recordings'], { __typename: 'RecordingsSuccess' }>['recordings'][number];
type File = NonNullable<Found['video']>;

/** Opens a link where the page itself can't; without it, links open beside the page. */
export type OpenLink = (url: string) => void;

/** What a bot recorded: the ways to see it, how long it is kept, and the way to delete it before. */
export function RecordingFiles({ botId, openLink }: { botId: string; openLink: OpenLink | undefined }) {
  const { result, problem, ask, isDeleting, remove } = useRecordings(botId);
  const words = useRef<HTMLParagraphElement>(null);
  const isFound = result?.__typename === 'RecordingsSuccess';
  const wasFound = useRef(false);
  useEffect(() => {
    // The button that was pressed is gone.
    if (wasFound.current && !isFound) words.current?.focus();
    wasFound.current = isFound;
  }, [isFound]);

  const wrong = problem !== null && <Notice tone="wrong">{problem}</Notice>;
  if (isFound) {
    return (
      <>
        {result.recordings.map((recording) => (
          <RecordingLinks key={recording.id} recording={recording} openLink={openLink} />
        ))}
        {wrong}
        <Confirm
          label="Delete the recording"
          question={
            <p>
              <strong>Delete the recording?</strong> Nobody can bring it back.
            </p>
          }
          confirmLabel="Delete"
          cancelLabel="Keep it"
          isBusy={isDeleting}
          onConfirm={() => void remove()}
        />
      </>
    );
  }
  if (result === null && problem === null) return <p className="quiet">Loading…</p>;
  const canHelp = !['NothingRecorded', 'RecordingGone'].includes(result?.__typename ?? '');
  return (
    <>
      {wrong}
      <p ref={words} tabIndex={-1}>
        {result?.message}
      </p>
      {canHelp && (
        <Button kind="quiet" icon="retry" onClick={ask}>
          Look again
        </Button>
      )}
    </>
  );
}

function RecordingLinks({ recording, openLink }: { recording: Found; openLink: OpenLink | undefined }) {
  const { video, transcript, expiresAt } = recording;
  return (
    <>
      {video && <FileLink file={video} label="Watch" openLink={openLink} />}
      {transcript && <FileLink file={transcript} label="Transcript" openLink={openLink} />}
      {expiresAt !== null && <p className="quiet">Kept until {calendarDate(Date.parse(expiresAt))}.</p>}
    </>
  );
}

const NOT_READY = {
  READY: 'can’t be opened',
  PROCESSING: 'is still being made',
  FAILED: 'could not be made',
  DELETED: 'has been deleted',
};

interface FileLinkProps {
  file: File;
  label: 'Watch' | 'Transcript';
  openLink: OpenLink | undefined;
}

function FileLink({ file: { status, url }, label, openLink }: FileLinkProps) {
  if (status !== 'READY' || url === null) {
    return (
      <p>
        The {label === 'Watch' ? 'video' : 'transcript'} {NOT_READY[status]}.
      </p>
    );
  }
  const look = { kind: 'quiet', icon: 'external', children: label } as const;
  return openLink ? <Button {...look} onClick={() => openLink(url)} /> : <Button {...look} href={url} isElsewhere />;
}
