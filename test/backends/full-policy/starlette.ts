import { asgiBackend } from './asgi-backend.ts';

export const starlette = asgiBackend({
  id: 'starlette-1',
  framework: ['Starlette', 'starlette'],
  library: null,
  source: `import json

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.routing import Route


async def login(request):
    response = PlainTextResponse("logged in")
    response.set_cookie("session", "s3ssion", httponly=True, samesite="lax")
    return response


async def session(request):
    headers = {"X-Total": "2", "Access-Control-Expose-Headers": "X-Total"}
    return JSONResponse({"session": request.cookies.get("session"), "token": "none"}, headers=headers)


async def item(request):
    return JSONResponse({
        "session": request.cookies.get("session"),
        "authorization": request.headers.get("Authorization"),
        "item": json.loads(await request.body() or b"null"),
    })


async def private(request):
    raise HTTPException(401, "log in first")


async def broken(request):
    raise RuntimeError("broken on purpose")


app = Starlette(routes=[
    Route("/login", login),
    Route("/api/session", session),
    Route("/api/items/1", item, methods=["PATCH", "DELETE"]),
    Route("/api/private", private),
    Route("/api/broken", broken),
])
`,
});
