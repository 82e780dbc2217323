import type { Meetings } from './meetings.js';
import type { ZoomAccount, ZoomCast, ZoomPerson, ZoomState } from './zoomSimulator.js';

const NORTHWIND: ZoomAccount = { id: 'Nw0rthw1ndAcc0untIdXQw', name: 'Northwind', plan: 'business' };
const LUMEN: ZoomAccount = { id: 'Lum3nW0rksAcc0untIdXQg', name: 'Lumen Works', plan: 'pro' };
const DMITRIS: ZoomAccount = { id: 'Dm1tr1Fr33Acc0untIdXQA', name: 'Dmitri Volkov', plan: 'free' };

/** The same in every sandbox, so that what is written down about them stays true. */
export const CAST: ZoomCast = {
  ana: person('Ana7FerreiraZ00mUserXA', 'Ana Ferreira', 'ana@northwind.example', NORTHWIND),
  ben: person('Ben4Ok0nkw0Z00mUserXAg', 'Ben Okonkwo', 'ben@northwind.example', NORTHWIND),
  chiyo: person('Ch1y0TanakaZ00mUserXQw', 'Chiyo Tanaka', 'chiyo@lumen.example', LUMEN),
  dmitri: person('Dm1tr1V0lk0vZ00mUserXQ', 'Dmitri Volkov', 'dmitri@volkov.example', DMITRIS),
};

function person(id: string, displayName: string, email: string, account: ZoomAccount): ZoomPerson {
  return { id, displayName, email, accountId: account.id };
}

/** Puts the default people and their meetings in place. */
export function bringInCast(state: ZoomState, meetings: Meetings): void {
  state.accounts.push({ ...NORTHWIND }, { ...LUMEN }, { ...DMITRIS });
  for (const member of Object.values(CAST)) state.people.push({ ...member });
  meetings.create({
    host: CAST.ana.id,
    number: '98765432101',
    topic: 'Weekly planning',
    participants: [CAST.ben.id],
  });
  meetings.create({ host: CAST.chiyo.id, number: '81234567890', topic: 'Supplier review', waitingRoom: true });
  meetings.create({ host: CAST.dmitri.id, number: '70011223344', topic: 'Chess club', inProgress: false });
}
