import { goBackend } from './go-backend.ts';

export const goRsCors = goBackend('go-rs-cors', 'rs/cors');
