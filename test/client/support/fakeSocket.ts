/** What a page sent over a socket. */
export interface Message {
  type: string;
  id?: string;
  payload?: Record<string, unknown>;
}

/** A WebSocket as a page sees it, with the server's side of `graphql-transport-ws` behind it, as much as subscriptions need. */
export class FakeSocket {
  static readonly CONNECTING = 0;
  static readonly OPEN = 1;
  static readonly CLOSING = 2;
  static readonly CLOSED = 3;
  readonly protocol = 'graphql-transport-ws';
  readonly received: Message[] = [];
  /** Half open: what is sent gets nowhere, and nothing says so. */
  isDead = false;
  readyState = FakeSocket.CONNECTING;
  onopen?: () => void;
  onmessage?: (event: { data: string }) => void;
  onclose?: (event: { code: number; reason: string; wasClean: boolean }) => void;
  onerror?: (event: unknown) => void;
  onClosed?: () => void;
  readonly #subscriptions = new Set<string>();

  constructor() {
    queueMicrotask(() => {
      if (this.isDead || this.readyState !== FakeSocket.CONNECTING) return;
      this.readyState = FakeSocket.OPEN;
      this.onopen?.();
    });
  }

  send(text: string): void {
    if (this.isDead) return;
    const message: Message = JSON.parse(text);
    const { type, id = '' } = message;
    this.received.push(message);
    if (type === 'connection_init') this.#say({ type: 'connection_ack' });
    if (type === 'ping') this.#say({ type: 'pong' });
    if (type === 'subscribe') this.#subscriptions.add(id);
    if (type === 'complete') this.#subscriptions.delete(id);
  }

  /** News for whoever is subscribed. */
  tell(data: unknown): void {
    for (const id of this.#subscriptions) this.#say({ type: 'next', id, payload: { data } });
  }

  /** Ends all subscriptions with an error. */
  fail(code: string): void {
    for (const id of this.#subscriptions)
      this.#say({ type: 'error', id, payload: [{ message: code, extensions: { code } }] });
    this.#subscriptions.clear();
  }

  get subscriptions(): number {
    return this.#subscriptions.size;
  }

  close(code: number, reason = ''): void {
    if (this.readyState === FakeSocket.CLOSED) return;
    this.readyState = FakeSocket.CLOSED;
    this.onClosed?.();
    queueMicrotask(() => this.onclose?.({ code, reason, wasClean: true }));
  }

  #say(message: { type: string; id?: string; payload?: unknown }): void {
    queueMicrotask(() => this.onmessage?.({ data: JSON.stringify(message) }));
  }
}
