"""Drives a server as an app built on Mastodon.py does. Reads the authorisation code from standard input, asserts by
itself what a caller would rely on, and prints one line of JSON with what it saw."""

import json
import queue
import sys
import warnings

from mastodon import Mastodon, StreamListener

warnings.simplefilter("ignore")
origin, photo, other = sys.argv[1:4]
scopes = ["read", "write", "follow", "push"]


def sign_in():
    client_id, client_secret = Mastodon.create_app("Mastodon.py", scopes=scopes, api_base_url=origin)
    client = Mastodon(client_id=client_id, client_secret=client_secret, api_base_url=origin)
    print("AUTHORIZE " + client.auth_request_url(scopes=scopes), flush=True)
    client.log_in(code=sys.stdin.readline().strip(), scopes=scopes)
    return client


class Listener(StreamListener):
    def __init__(self):
        self.heard = queue.Queue()

    def on_update(self, status):
        self.heard.put(("update", status["content"]))

    def on_notification(self, notification):
        self.heard.put(("notification", notification["type"]))

    def on_delete(self, status_id):
        self.heard.put(("delete", str(status_id)))

    def until(self, kind):
        while True:
            name, value = self.heard.get(timeout=20)
            if name == kind:
                return value


client = sign_in()
seen = {"me": client.me()["acct"], "uri": client.instance()["uri"], "health": client.instance_health()}

media = client.media_post(photo, description="A tower", focus=(0.5, -0.5))
status = client.status_post("Look at #Berlin", media_ids=[media], spoiler_text="Heights", visibility="public")
seen["alt"] = status["media_attachments"][0]["description"]
asked = client.status_post("Which?", poll=client.make_poll(["A", "B"], expires_in=3600))
seen["options"] = [option["title"] for option in asked["poll"]["options"]]
seen["edited"] = client.status_update(status["id"], "Look up", media_ids=[media["id"]])["content"]
seen["versions"] = len(client.status_history(status["id"]))
seen["source"] = client.status_source(status["id"])["text"]

bob = client.account_search(other)[0]
theirs = client.account_statuses(bob)[0]
seen["boosted"] = client.status_reblog(theirs)["reblog"]["reblogged"]
seen["liked"] = client.status_favourite(theirs)["favourited"]
seen["kept"] = [one["id"] == theirs["id"] for one in client.bookmarks()] if client.status_bookmark(theirs) else []
poll = next(one["poll"] for one in client.account_statuses(bob) if one["poll"])
client.poll_vote(poll, [0])
seen["voted"] = client.poll(poll)["own_votes"]

client.account_follow(bob)
friends = client.list_create("Friends")
client.list_accounts_add(friends, [bob["id"]])
seen["list"] = [one["acct"] for one in client.list_accounts(friends)]
client.filter_create("noise", ["home"])
seen["filters"] = [one["phrase"] for one in client.filters()]
found = client.search_v2(other)
seen["found"] = [one["acct"] for one in found["accounts"]]
seen["tag"] = len(client.timeline_hashtag("berlin"))
seen["public"] = any(one["id"] == status["id"] for one in client.timeline_public())
seen["home"] = any(one["id"] == status["id"] for one in client.timeline_home())
pages = client.account_statuses(client.me(), limit=1)
seen["pages"] = len(client.fetch_remaining(pages))
seen["notified"] = sorted({one["type"] for one in client.notifications()})
client.markers_set(["home"], [status["id"]])
seen["marker"] = str(client.markers_get(["home"])["home"]["last_read_id"]) == str(status["id"])
client.status_unreblog(theirs)

listener = Listener()
stream = client.stream_user(listener, run_async=True)
live = client.status_post("Live from Python")
seen["streamed"] = listener.until("update")
client.status_delete(live)
seen["gone"] = listener.until("delete") == str(live["id"])
stream.close()

print("RESULT " + json.dumps(seen), flush=True)
