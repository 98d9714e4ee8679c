import { connect, type Socket } from 'node:net';

/** A WebDriver error reply, with the driver's own name for it. */
class MarionetteError extends Error {
  readonly code: string;

  constructor(command: string, { error, message }: { error: string; message: string }) {
    super(`${command}: ${error}: ${message}`);
    this.code = error;
  }
}

/** `chrome`: the browser's own window, with its privileged globals. `content`: the page in the current tab. */
export type Context = 'chrome' | 'content';

/** One connection to Firefox's remote control. Commands are answered in order; there is one session. */
export interface Marionette {
  /** @see https://firefox-source-docs.mozilla.org/testing/marionette/Protocol.html */
  send(name: string, params?: Record<string, unknown>): Promise<unknown>;
  /** Runs the body of a function; what it returns, or what the promise it returns resolves to, comes back as JSON. */
  execute<T>(context: Context, body: string, args?: readonly unknown[]): Promise<T>;
  navigate(url: string): Promise<void>;
  /** Closes the connection. Firefox goes on. */
  disconnect(): void;
}

/** Connects and starts the session. `scriptTimeoutMs` is how long one `execute` may take. */
export async function connectMarionette(port: number, scriptTimeoutMs = 60_000): Promise<Marionette> {
  const socket = connect({ host: '127.0.0.1', port });
  const transport = new Transport(socket);
  await transport.greeting;
  let context: Context = 'content';
  const inContext = async (wanted: Context) => {
    if (wanted === context) return;
    await transport.send('Marionette:SetContext', { value: wanted });
    context = wanted;
  };
  const marionette: Marionette = {
    send: (name, params = {}) => transport.send(name, params),
    execute: async <T>(wanted: Context, body: string, args: readonly unknown[] = []) => {
      await inContext(wanted);
      const script = { script: body, args, sandbox: wanted === 'chrome' ? 'system' : 'default', newSandbox: false };
      return payloadOf(await transport.send('WebDriver:ExecuteScript', script)) as T;
    },
    navigate: async (url) => {
      await inContext('content');
      await transport.send('WebDriver:Navigate', { url });
    },
    disconnect: () => socket.destroy(),
  };
  await transport.send('WebDriver:NewSession', { capabilities: { alwaysMatch: {} } });
  await transport.send('WebDriver:SetTimeouts', { script: scriptTimeoutMs, pageLoad: scriptTimeoutMs });
  return marionette;
}

function payloadOf(reply: unknown): unknown {
  return typeof reply === 'object' && reply !== null && 'value' in reply ? reply.value : reply;
}

interface Waiting {
  readonly name: string;
  resolve(result: unknown): void;
  reject(error: Error): void;
}

/** Messages are JSON behind their length in bytes and a colon: `[0, id, name, params]` there, `[1, id, error, result]` back. */
class Transport {
  /** Resolves when Firefox has introduced itself. */
  readonly greeting: Promise<unknown>;
  readonly #socket: Socket;
  readonly #waiting = new Map<number, Waiting>();
  #received: Buffer = Buffer.alloc(0);
  #lastId = 0;

  constructor(socket: Socket) {
    this.#socket = socket;
    // The first message has no number: it is the greeting.
    this.greeting = new Promise((resolve, reject) => this.#waiting.set(0, { name: 'greeting', resolve, reject }));
    socket.on('data', (data) => this.#take(data));
    socket.on('error', (error) => this.#fail(error));
    socket.on('close', () => this.#fail(new Error('Firefox closed the connection')));
  }

  send(name: string, params: Record<string, unknown>): Promise<unknown> {
    this.#lastId += 1;
    const id = this.#lastId;
    const message = Buffer.from(JSON.stringify([0, id, name, params]));
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { name, resolve, reject });
      this.#socket.write(Buffer.concat([Buffer.from(`${message.length}:`), message]));
    });
  }

  #take(data: Buffer): void {
    this.#received = Buffer.concat([this.#received, data]);
    for (;;) {
      const colon = this.#received.indexOf(':');
      if (colon < 0) return;
      const end = colon + 1 + Number(this.#received.subarray(0, colon).toString());
      if (this.#received.length < end) return;
      const message: unknown = JSON.parse(this.#received.subarray(colon + 1, end).toString());
      this.#received = this.#received.subarray(end);
      this.#answer(message);
    }
  }

  #answer(message: unknown): void {
    const [, id, error, result] = Array.isArray(message) ? message : [1, 0, null, message];
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (error) waiting?.reject(new MarionetteError(waiting.name, error));
    else waiting?.resolve(result);
  }

  #fail(error: Error): void {
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}
