/** The few extension APIs that tests call inside pages of the extension. */
declare const chrome: {
  readonly runtime: {
    readonly id: string | undefined;
    sendMessage(message: unknown): Promise<unknown>;
    sendMessage(extensionId: string, message: unknown): Promise<unknown>;
    connect(extensionId: string, info?: { name: string }): unknown;
  };
  readonly devtools: { readonly inspectedWindow: { readonly tabId: number } };
  readonly tabs: {
    query(query: Record<string, unknown>): Promise<{ id?: number; url?: string; active?: boolean }[]>;
  };
  readonly action: {
    getBadgeText(query: { tabId: number }): Promise<string>;
    getTitle(query: { tabId: number }): Promise<string>;
  };
  readonly storage: {
    readonly local: { get(keys: null): Promise<Record<string, unknown>> };
    readonly session: { get(keys: null): Promise<Record<string, unknown>> };
  };
};
