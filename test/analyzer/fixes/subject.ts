import type { PolicySubject } from '../../../src/analyzer/fixes/policy.ts';
import { judge } from '../../../src/analyzer/trace/judge.ts';
import { parseTranscript } from '../../support/transcript.ts';

/** One fetch from a transcript, judged. */
export function subject(transcript: string): PolicySubject {
  const trace = parseTranscript(transcript);
  return { trace, judgement: judge(trace) };
}
