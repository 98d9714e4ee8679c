import { goBackend } from './go-backend.ts';

export const goJub0bsCors = goBackend('go-jub0bs-cors', 'jub0bs/cors');
