/**
 * The one host global the analyzer may use: the WHATWG URL parser. `Access-Control-Allow-Origin` values are judged by
 * "does the browser's own parser accept it", so the analyzer must ask the engine it runs in instead of a copy.
 * Declared by hand because this project compiles without DOM or Node types.
 */
declare class URL {
  constructor(url: string, base?: string);
  static canParse(url: string, base?: string): boolean;
  readonly href: string;
  /** ASCII serialisation of the origin; the string "null" when it is opaque. */
  readonly origin: string;
  readonly protocol: string;
  readonly username: string;
  readonly password: string;
  readonly host: string;
  readonly hostname: string;
  readonly port: string;
  readonly pathname: string;
  readonly search: string;
  readonly hash: string;
}
