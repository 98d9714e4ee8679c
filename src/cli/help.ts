/** What `whycors help` says. */
export const HELP = `whycors: why a cross-origin request passed or failed, and what to paste to fix it

  whycors report <file> [options]       a HAR of Chrome or Firefox, or a WhyCORS report; - reads standard input
    --page-origin <origin>              origin of the page, where the file does not tell it
    --markdown                          for a colleague

  whycors probe <url> --origin <origin> [options]
                                        sends what a browser would send for a page of that origin
    --method <method>                   GET unless given
    --header <name>                     a header that the page sets: asked for in the preflight, not sent
    --header '<name>: <value>'          the same, and sent
    --credentials                       the page includes credentials; cookies: --header 'cookie: …'
    --body <text>                       the body of the request
    --preflight-only                    do not send the request itself
    --redirect follow|error|manual      follow unless given
    --timeout <seconds>                 10 unless given
    --browser chromium|firefox          by whose rules: chromium unless given
    --insecure                          accept certificates that browsers refuse

  both
    --json                              a whycors-report/1 document
    --stack <id>                        write the fix for this stack instead of the one that was recognised

Exit code: 0 all allowed, 1 something is blocked, 2 could not tell, or the input is no good.
`;
