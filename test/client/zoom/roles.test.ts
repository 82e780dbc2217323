import { expect, test } from 'vitest';
import { roleOf } from '../../../client/src/zoom/readSituation.js';

test.each([
  ['host', 'host'],
  ['Host', 'host'],
  ['coHost', 'coHost'],
  ['cohost', 'coHost'],
  ['co-host', 'coHost'],
  ['attendee', 'participant'],
  ['panelist', 'participant'],
  ['participant', 'participant'],
  ['something new', 'participant'],
  [undefined, 'participant'],
])('the role that Zoom spells %s is %s', (spelt, role) => {
  expect(roleOf(spelt)).toBe(role);
});
