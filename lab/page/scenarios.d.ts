/** The module that `page-server.ts` makes of the scenarios. */
import type { Cause, LabOrigins, Scenario } from '../scenario.ts';

export const origins: LabOrigins;
export const causes: Record<Cause, string>;
export const scenarios: readonly Omit<Scenario, 'serve'>[];
