import { html } from '../simulator/html.js';
import { PANEL_WIDTH } from './client/choice.js';
import type { ClientSettings } from './client/main.js';

const ICON =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Crect width='16' height='16' rx='4' fill='%230b5cff'/%3E%3C/svg%3E";

/** The window of the simulated Zoom client; its script fills it. */
export function renderClient(settings: ClientSettings): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Simulated Zoom</title>
        <link rel="icon" href="${ICON}" />
        <link rel="stylesheet" href="/client/style.css" />
        <script type="application/json" id="settings">
          ${{ markup: JSON.stringify(settings).replaceAll('<', '\\u003c') }}
        </script>
        <script type="module" src="/client/main.js"></script>
      </head>
      <body>
        <header class="title-bar">
          <p class="title">
            <span id="shield"></span>
            <strong id="topic">Zoom</strong>
            <span class="recording" id="recording" hidden>Recording</span>
          </p>
          <p class="away" role="status">The simulated Zoom does not answer. Trying again…</p>
          <label class="who"
            >You are
            <select id="person"></select
          ></label>
          <button type="button" id="simulation-toggle" aria-expanded="false" aria-controls="simulation">
            Simulation
          </button>
        </header>

        ${renderSimulation()}

        <main id="stage">
          <h1 class="visually-hidden">Simulated Zoom</h1>
          <ul id="tiles" aria-label="Participants" hidden></ul>
          <div id="home" hidden>
            <p class="greeting" id="home-greeting"></p>
            <button type="button" class="main" id="home-start">New meeting</button>
            <h2>Meetings</h2>
            <ul class="meetings" id="home-meetings"></ul>
          </div>
          <div id="ended" hidden>
            <p class="greeting">This meeting has been ended by the host</p>
            <button type="button" class="main" id="ended-close">Close</button>
          </div>
          <div class="notices" role="status" aria-label="Notices">
            <div id="requests"></div>
            <div id="notices"></div>
          </div>
        </main>

        <section id="panel" aria-label="App">
          <div
            id="divider"
            role="separator"
            tabindex="0"
            aria-label="Width of the panel"
            aria-orientation="vertical"
            aria-controls="panel"
            aria-valuemin="${PANEL_WIDTH.least}"
            aria-valuemax="${PANEL_WIDTH.most}"
          ></div>
          <header class="panel-bar">
            <span id="panel-icon"></span>
            <h2>Broughtby</h2>
            <button type="button" class="quiet" id="panel-reload" aria-label="Reload the panel"></button>
          </header>
          <iframe id="panel-frame" title="Broughtby"></iframe>
        </section>

        <footer id="toolbar" hidden>
          <div class="tools">
            <button type="button" id="microphone"></button>
            <button type="button" id="camera"></button>
          </div>
          <div class="tools">
            <button type="button" id="people-toggle" aria-expanded="false" aria-controls="people">
              <span>Participants <span id="people-count"></span></span>
            </button>
            <button type="button" id="apps-toggle" aria-expanded="true" aria-controls="panel"><span>Apps</span></button>
          </div>
          <div class="tools">
            <button type="button" class="danger" id="leave"><span>Leave</span></button>
          </div>
          <section id="people" aria-label="Participants" tabindex="-1" hidden>
            <ul id="people-list"></ul>
          </section>
        </footer>

        <dialog id="leaving" aria-labelledby="leaving-title">
          <form method="dialog">
            <h2 id="leaving-title">Leave the meeting?</h2>
            <p>You host it: you can also end it for everybody.</p>
            <p class="actions">
              <button value="leave" class="main">Leave meeting</button>
              <button value="end" class="danger">End meeting for all</button>
              <button value="stay">Stay</button>
            </p>
          </form>
        </dialog>

        <dialog id="consent" aria-labelledby="consent-title">
          <form method="dialog">
            <h2 id="consent-title">Broughtby wants to act for you in Zoom</h2>
            <p class="soft" id="consent-person"></p>
            <div class="scopes" id="consent-scopes"></div>
            <p class="actions">
              <button value="allow" class="main" autofocus>Allow</button>
              <button value="decline">Decline</button>
            </p>
          </form>
        </dialog>
      </body>
    </html> `.markup;
}

function renderSimulation() {
  return html`
    <aside id="simulation" aria-label="Simulation" hidden>
      <p class="soft">Zoom is simulated here, in place of a real meeting. <a href="/">All people and meetings</a></p>
      <fieldset>
        <legend>Me</legend>
        <label
          >I have
          <select id="user">
            <option value="authorized">the app</option>
            <option value="authenticated">signed in, without the app</option>
            <option value="unauthenticated">not signed in</option>
          </select></label
        >
        <label
          >I am in
          <select id="where">
            <option value="meeting">the meeting</option>
            <option value="breakout">a breakout room</option>
            <option value="main">Zoom’s main window</option>
          </select></label
        >
      </fieldset>
      <fieldset id="in-meeting">
        <legend>The meeting</legend>
        <label
          >My role
          <select id="role">
            <option value="host">host</option>
            <option value="coHost">co-host</option>
            <option value="attendee">attendee</option>
          </select></label
        >
        <label
          >Recording
          <select id="recording-permission">
            <option value="granted">allowed</option>
            <option value="pending">once the host allows</option>
            <option value="denied">refused</option>
          </select></label
        >
        <div class="group" role="group" aria-label="Who is in the meeting" id="presence"></div>
        <p class="actions">
          <button type="button" id="admit-all">Admit all bots</button>
          <button type="button" id="end-meeting">End for all</button>
        </p>
      </fieldset>
      <fieldset>
        <legend>Faults</legend>
        <label
          >Consent
          <select id="consent-mode">
            <option value="ask">ask me</option>
            <option value="decline">decline</option>
            <option value="silent">never answer</option>
          </select></label
        >
        <label
          >Call
          <select id="fault-api"></select
        ></label>
        <label>Code of the error <input id="fault-code" value="80004" inputmode="numeric" size="6" /></label>
        <p class="actions">
          <button type="button" id="fault-silence">Stay silent</button>
          <button type="button" id="fault-refuse">Refuse</button>
        </p>
        <ul id="faults" aria-label="Faults in force"></ul>
        <p class="actions">
          <button type="button" id="forget-config">Let the configuration expire</button>
        </p>
      </fieldset>
      <details>
        <summary>What the panel asked</summary>
        <ol id="calls" reversed></ol>
      </details>
    </aside>
  `;
}
