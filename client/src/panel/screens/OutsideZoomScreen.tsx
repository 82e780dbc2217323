import { Button } from '../../ui/Button.js';
import { Screen } from '../../ui/Screen.js';

export function OutsideZoomScreen({ appName }: { appName: string }) {
  return (
    <Screen
      state="outside-zoom"
      sentence="Open this page in Zoom"
      icon="meeting"
      action={
        <Button href="/launch" icon="link">
          Use it in this browser
        </Button>
      }
    >
      <p>It is the side panel of a Zoom meeting: there, choose Apps, then {appName}.</p>
    </Screen>
  );
}
