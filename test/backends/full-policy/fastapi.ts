import { asgiBackend } from './asgi-backend.ts';

export const fastapi = asgiBackend({
  id: 'fastapi-0',
  framework: ['FastAPI', 'fastapi'],
  library: ['Starlette', 'starlette'],
  source: `from fastapi import Body, Cookie, FastAPI, Header, HTTPException, Response

app = FastAPI()


@app.get("/login")
def login(response: Response):
    response.set_cookie("session", "s3ssion", httponly=True, samesite="lax")
    return "logged in"


@app.get("/api/session")
def read_session(response: Response, session: str | None = Cookie(None)):
    response.headers["X-Total"] = "2"
    response.headers["Access-Control-Expose-Headers"] = "X-Total"
    return {"session": session, "token": "none"}


@app.patch("/api/items/1")
@app.delete("/api/items/1")
def item(session: str | None = Cookie(None), authorization: str | None = Header(None), item: dict | None = Body(None)):
    return {"session": session, "authorization": authorization, "item": item}


@app.get("/api/private")
def private():
    raise HTTPException(401, "log in first")


@app.get("/api/broken")
def broken():
    raise RuntimeError("broken on purpose")
`,
});
