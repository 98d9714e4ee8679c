import type { Sample } from './samples.ts';

// What each library has to be told for a policy, by the names of its own options.

export function rsCors({ wanted }: Sample): object {
  return {
    AllowedOrigins: wanted.origins,
    AllowedMethods: wanted.methods,
    AllowedHeaders: wanted.headers.length > 0 ? wanted.headers : ['accept'],
    ...(wanted.exposed.length > 0 ? { ExposedHeaders: wanted.exposed } : {}),
    ...(wanted.credentials ? { AllowCredentials: true } : {}),
    MaxAge: wanted.maxAge === 0 ? -1 : wanted.maxAge,
  };
}

export function jub0bsCors({ wanted }: Sample): object {
  return {
    Origins: wanted.origins,
    Methods: wanted.methods,
    RequestHeaders: wanted.headers,
    ...(wanted.exposed.length > 0 ? { ResponseHeaders: wanted.exposed } : {}),
    ...(wanted.credentials ? { Credentialed: true } : {}),
    MaxAgeInSeconds: wanted.maxAge === 0 ? -1 : wanted.maxAge,
  };
}

export function rackCors({ wanted }: Sample): object {
  return {
    path: '/*',
    origins: wanted.origins,
    methods: wanted.methods.map((method) => method.toLowerCase()),
    headers: wanted.headers,
    ...(wanted.exposed.length > 0 ? { expose: wanted.exposed } : {}),
    ...(wanted.credentials ? { credentials: true } : {}),
    max_age: wanted.maxAge,
  };
}

export function laravel({ wanted }: Sample): object {
  return {
    paths: ['/*'],
    allowed_origins: wanted.origins,
    allowed_origins_patterns: [],
    allowed_methods: wanted.methods,
    allowed_headers: wanted.headers,
    exposed_headers: wanted.exposed,
    max_age: wanted.maxAge,
    supports_credentials: wanted.credentials,
  };
}

export function spring({ wanted }: Sample): object {
  return {
    origins: wanted.origins,
    methods: wanted.methods,
    headers: wanted.headers,
    ...(wanted.exposed.length > 0 ? { exposed: wanted.exposed } : {}),
    ...(wanted.credentials ? { credentials: true } : {}),
    maxAge: wanted.maxAge,
  };
}
