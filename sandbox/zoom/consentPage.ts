import { html } from '../simulator/html.js';
import { renderPage } from '../simulator/page.js';
import type { ZoomPerson } from './zoomSimulator.js';

/** Parameters of the request that the form sends along. */
const CARRIED = ['client_id', 'redirect_uri', 'response_type', 'state', 'code_challenge', 'code_challenge_method'];

/** What a scope means to a person. */
export const SCOPE_MEANINGS: Record<string, string> = {
  'zoomapp:inmeeting': 'Run inside your meetings',
  'user:read:user': 'See who you are',
  'user:read:token': 'Bring bots into meetings on your behalf',
};

/** The page on which a person lets the app in. */
export function renderConsent(input: {
  given: Record<string, string>;
  people: { person: ZoomPerson; account: string; excluded: boolean }[];
  scopes: { scope: string; required: boolean }[];
  /** By person; only to tell that they can't give these. */
  withheld: Record<string, string[]>;
}): string {
  const { given, people, scopes, withheld } = input;
  const first = people.find(({ excluded }) => !excluded)?.person.id;
  return renderPage(
    'Allow this app? – simulated Zoom',
    html`
      <h1>Broughtby wants to act for you in Zoom</h1>
      <p class="soft">This is the simulated Zoom of your sandbox. Nobody real is asked anything.</p>
      <form method="post" action="/oauth/authorize" class="card">
        ${CARRIED.filter((name) => given[name] !== undefined).map(
          (name) => html`<input type="hidden" name="${name}" value="${given[name]}" />`,
        )}
        <fieldset>
          <legend>Who are you?</legend>
          ${people.map(
            ({ person, account, excluded }) => html`
              <label>
                <input
                  type="radio"
                  name="person"
                  value="${person.id}"
                  required
                  ${{ markup: excluded ? 'disabled' : person.id === first ? 'checked' : '' }}
                />
                <span>
                  ${person.displayName} <span class="soft">${account}</span>
                  ${excluded && html`<span class="soft">– the app is not published, only its own account may use it</span>`}
                  ${
                    (withheld[person.id] ?? []).length > 0 &&
                    html`<span class="soft">– can't give ${withheld[person.id]?.join(', ')}</span>`
                  }
                </span>
              </label>
            `,
          )}
        </fieldset>
        <fieldset>
          <legend>The app may</legend>
          ${scopes.map(
            ({ scope, required }) => html`
              <label>
                <input
                  type="checkbox"
                  name="scope"
                  value="${scope}"
                  checked
                  ${{ markup: required ? 'disabled' : '' }}
                />
                <span
                  >${SCOPE_MEANINGS[scope] ?? scope} <span class="soft"><code>${scope}</code></span></span
                >
              </label>
            `,
          )}
        </fieldset>
        <p class="row">
          <button class="main" name="decision" value="allow">Allow</button>
          <button name="decision" value="decline" formnovalidate>Decline</button>
        </p>
      </form>
    `,
  );
}

/** The page of a request that Zoom can't accept. */
export function renderConsentRefusal(refusal: { code: number; message: string }): string {
  return renderPage(
    'Invalid request – simulated Zoom',
    html`
      <h1>${refusal.message} (${refusal.code})</h1>
      <p>
        Zoom did not accept this authorization request. Check the app's client id and its redirect URLs, then start
        again.
      </p>
    `,
  );
}
