import type { KeptLaunch } from './chooseBot.js';

const STORAGE_KEY = 'broughtby.launch';

/** The launch that this panel showed last: kept over a reload where the host allows storage. */
export interface LaunchMemory {
  read(): KeptLaunch | null;
  write(launch: KeptLaunch | null): void;
}

export function createLaunchMemory(storage: Storage | null): LaunchMemory {
  let kept = parse(storage?.getItem(STORAGE_KEY) ?? null);
  return {
    read: () => kept,
    write(launch) {
      kept = launch;
      try {
        if (launch === null) storage?.removeItem(STORAGE_KEY);
        else storage?.setItem(STORAGE_KEY, JSON.stringify(launch));
      } catch {
        // A storage that is full or read-only is as good as none.
      }
    },
  };
}

function parse(text: string | null): KeptLaunch | null {
  try {
    const { botId, meetingUuid }: Partial<KeptLaunch> = JSON.parse(text ?? '{}');
    return typeof botId === 'string' ? { botId, meetingUuid: meetingUuid ?? null } : null;
  } catch {
    return null;
  }
}
