// Plays against identity what its clients do, with a certified client. Prints a line for each part that went
// as it must; the first that does not ends it.
import * as client from "openid-client";
import assert from "node:assert/strict";

const { issuer, app, keyed, member, coordinator, redirectUri } = JSON.parse(process.env.PLAY);
const options = { execute: [client.allowInsecureRequests] };
const decode = (token) => JSON.parse(Buffer.from(token.split(".")[1], "base64url"));
const header = (token) => JSON.parse(Buffer.from(token.split(".")[0], "base64url"));

const config = await client.discovery(new URL(issuer), app.id, app.secret, undefined, options);

async function play(name, part) {
    await part();
    console.log(`played: ${name}`);
}

async function refused(promise, error) {
    await assert.rejects(promise, (thrown) => {
        assert.equal(thrown.error, error, `${thrown.error}: ${thrown.error_description ?? thrown.message}`);
        return true;
    });
}

/** Sends the member's browser to the authorization endpoint; where it is sent back to, and the verifier. */
async function authorize(pushed, more = {}) {
    const verifier = client.randomPKCECodeVerifier();
    const parameters = {
        redirect_uri: redirectUri,
        scope: "openid profile email offline_access member",
        code_challenge: await client.calculatePKCECodeChallenge(verifier),
        code_challenge_method: "S256",
        state: client.randomState(),
        nonce: client.randomNonce(),
        ...more,
    };
    const address = pushed
        ? await client.buildAuthorizationUrlWithPAR(config, parameters)
        : client.buildAuthorizationUrl(config, parameters);
    const answer = await fetch(address, { redirect: "manual", headers: { cookie: member } });
    assert.equal(answer.status, 302, await answer.text());
    return {
        back: new URL(answer.headers.get("location")),
        checks: {
            pkceCodeVerifier: verifier, expectedState: parameters.state, expectedNonce: parameters.nonce,
            idTokenExpected: true,
        },
    };
}

await play("discovery", async () => {
    const metadata = config.serverMetadata();
    assert.equal(metadata.issuer, issuer);
    assert.deepEqual(metadata.code_challenge_methods_supported, ["S256"]);
    assert.ok(metadata.supportsPKCE());
    for (const name of ["authorization", "token", "revocation", "introspection", "device_authorization",
        "pushed_authorization_request", "end_session"]) {
        assert.ok(metadata[`${name}_endpoint`].startsWith(issuer), name);
    }
    const other = await (await fetch(`${issuer}.well-known/oauth-authorization-server`)).json();
    assert.equal(other.token_endpoint, metadata.token_endpoint);
    const { keys } = await (await fetch(metadata.jwks_uri)).json();
    assert.ok(keys.every((key) => key.alg === "ES256" && !("d" in key)));
});

await play("client credentials", async () => {
    const tokens = await client.clientCredentialsGrant(config, { scope: "fund.read" });
    const claims = decode(tokens.access_token);
    assert.equal(header(tokens.access_token).typ, "at+jwt");
    assert.equal(claims.iss, issuer);
    assert.equal(claims.aud, "caisse");
    assert.equal(claims.client_id, app.id);
    assert.deepEqual(claims.grants, [`${app.caisse}:fund.read`]);
    assert.equal(tokens.refresh_token, undefined);
    await refused(client.clientCredentialsGrant(config, { scope: "treasurer" }), "invalid_scope");
});

let tokens;
await play("code with PKCE", async () => {
    const { back, checks } = await authorize(false);
    tokens = await client.authorizationCodeGrant(config, back, checks);
    const claims = decode(tokens.access_token);
    assert.match(claims.sub, /^person-[0-9a-f]{32}$/);
    assert.deepEqual(claims.grants, [`${app.caisse}:member`]);
    assert.ok(claims.member);
    assert.equal(claims.session, undefined);
    assert.equal(tokens.claims().sub, claims.sub);
    assert.equal(tokens.claims().caisse, app.caisse);
});

await play("wrong verifier refused", async () => {
    const { back, checks } = await authorize(false);
    await refused(
        client.authorizationCodeGrant(config, back, { ...checks, pkceCodeVerifier: client.randomPKCECodeVerifier() }),
        "invalid_grant");
});

await play("pushed authorization request", async () => {
    const { back, checks } = await authorize(true);
    const pushed = await client.authorizationCodeGrant(config, back, checks);
    assert.deepEqual(decode(pushed.access_token).grants, [`${app.caisse}:member`]);
});

await play("replayed code refused and its tokens revoked", async () => {
    const { back, checks } = await authorize(false);
    const first = await client.authorizationCodeGrant(config, back, checks);
    await refused(client.authorizationCodeGrant(config, back, checks), "invalid_grant");
    await refused(client.refreshTokenGrant(config, first.refresh_token), "invalid_grant");
});

await play("refresh rotates", async () => {
    const next = await client.refreshTokenGrant(config, tokens.refresh_token);
    assert.notEqual(next.refresh_token, tokens.refresh_token);
    assert.deepEqual(decode(next.access_token).grants, [`${app.caisse}:member`]);
    // An answer that was lost may be asked for once more, at once.
    await client.refreshTokenGrant(config, tokens.refresh_token);
    tokens = next;
});

await play("introspection", async () => {
    assert.equal((await client.tokenIntrospection(config, tokens.refresh_token)).active, true);
    assert.equal((await client.tokenIntrospection(config, "nonsense")).active, false);
});

await play("revocation", async () => {
    await client.tokenRevocation(config, tokens.refresh_token);
    await refused(client.refreshTokenGrant(config, tokens.refresh_token), "invalid_grant");
});

await play("private_key_jwt", async () => {
    const key = await crypto.subtle.importKey(
        "jwk", keyed.key, { name: "ECDSA", namedCurve: "P-256" }, false, ["sign"]);
    const typed = { [client.modifyAssertion]: (head) => { head.typ = "client-authentication+jwt"; } };
    const byKey = await client.discovery(
        new URL(issuer), keyed.id, undefined, client.PrivateKeyJwt(key, typed), options);
    const signed = await client.clientCredentialsGrant(byKey, {});
    assert.deepEqual(decode(signed.access_token).grants, [`${app.caisse}:fund.read`]);
    const { privateKey } = await crypto.subtle.generateKey(
        { name: "ECDSA", namedCurve: "P-256" }, false, ["sign"]);
    const byAnother = await client.discovery(
        new URL(issuer), keyed.id, undefined, client.PrivateKeyJwt(privateKey, typed), options);
    await assert.rejects(
        client.clientCredentialsGrant(byAnother, {}), (thrown) => (thrown.status ?? thrown.cause?.status) === 401);
});

await play("device flow", async () => {
    const asked = await client.initiateDeviceAuthorization(config, { scope: "fund.read" });
    assert.match(asked.user_code, /^\d{4}-\d{4}$/);
    const approve = (cookie) => fetch(asked.verification_uri, {
        method: "POST", redirect: "manual", headers: { cookie },
        body: new URLSearchParams({ user_code: asked.user_code, answer: "yes" }),
    });
    assert.equal((await approve(member)).status, 400);
    assert.equal((await approve(coordinator)).status, 302);
    const device = await client.pollDeviceAuthorizationGrant(config, { ...asked, interval: 1 });
    const claims = decode(device.access_token);
    assert.equal(claims.sub, app.id);
    assert.deepEqual(claims.grants, [`${app.caisse}:fund.read`]);
});
