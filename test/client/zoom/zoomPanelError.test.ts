import { expect, test } from 'vitest';
import { toZoomPanelError, ZoomPanelError } from '../../../client/src/zoom/zoomPanelError.js';

test.each([
  ['80012', 'No Permission for this API. [code:80012, reason:require_meeting_role]', 'role'],
  ['80004', 'No Permission for this API. [code:80004, reason:require_meeting_role]', 'role'],
  ['80004', 'No Permission for this API. [code:80004, reason:require_user_role]', 'guest'],
  ['80004', 'No Permission for this API. [code:80004, reason:app_not_support]', 'not_supported'],
  ['80004', 'No Permission for this API. [code:80004, reason:require_running_context]', 'not_supported'],
  ['10284', 'API not supported in guest mode', 'guest'],
  ['10285', 'JsCall already pending', 'busy'],
  ['403', 'Permission denied', 'denied'],
  ['10015', 'openUrl failed', 'denied'],
  ['10118', 'getAppContext failed', 'unknown'],
  [null, 'config took longer than 300ms to respond.\n requestId: id4a2c', 'silent'],
  [null, 'The Zoom Apps SDK is not supported by this browser', 'not_supported'],
  [null, 'must call zoomSdk.config before using other API methods', 'unknown'],
  ['10118', 'the token took longer than we wait', 'unknown'],
])('%s "%s" is %s', (code, message, kind) => {
  const cause = code === null ? new Error(message) : Object.assign(new Error(message), { code });
  const error = toZoomPanelError(cause);
  expect(error).toBeInstanceOf(ZoomPanelError);
  expect(error).toMatchObject({ kind, code, message, cause });
});

test('a code may be a number, and anything at all may be thrown', () => {
  expect(toZoomPanelError({ message: 'no', code: 80012 })).toMatchObject({ kind: 'role', code: '80012' });
  expect(toZoomPanelError(undefined)).toMatchObject({ kind: 'unknown', code: null });
});

test('what is told already is passed on', () => {
  const error = new ZoomPanelError('busy', 'busy');
  expect(toZoomPanelError(error)).toBe(error);
});
