//! A key of a project, without its secret part, and a JWT that was signed with it once.

/// The project that issued the JWT.
pub const PROJECT: &str = "project-test-example";

/// When it did, in seconds since 1970. It is valid for five minutes.
pub const ISSUED: u64 = 1_730_000_000;

/// The key set.
pub const KEYS: &str = "{ \"keys\": [{ \"kty\": \"RSA\", \"alg\": \"RS256\", \"kid\": \"jwk-test-example\", \"e\": \"AQAB\", \"n\": \"\
    nbwgO1WYVVUgNoWPNz8l4y4SWFP3Ww8BqBQDBZvEl3nrJfgZnF0P-QgXm9TQX3kn9AA5Xcmhl_tzyMfSsFeHsvGHnEnjpbWfqVgrBKWVlFi9\
    Vvjv6KhgNWVr_7QwHVVwfaNGFT6HBiNdIVqwFWFWKbIKd1O5SPGG5IgXSxdl2nQTmdeWUmfTc7uKQHboXRXvfm2FqtKBds0NUXNJyabghgCZ\
    bEP8PwtFWlI1iLU-gwgCBdCwG9AFyP-G75t9U-r2fsbPhGVsZgSo07PV-M3_xrXt6H0blflnEd6XVP1sGx8HgR3_Oez8kHKriEcKcl0Ol0ay\
    BmVUpnvuBmyxEkfCuw\" }] }";

/// The JWT of a session, signed with the key: member-test-noor of organization-test-1, with the role `reader`.
pub const JWT: &str = "\
    eyJhbGciOiJSUzI1NiIsImtpZCI6Imp3ay10ZXN0LWV4YW1wbGUiLCJ0eXAiOiJKV1QifQ.eyJpc3MiOiJzdHl0Y2guY29tL3Byb2plY3Qtd\
    GVzdC1leGFtcGxlIiwiYXVkIjpbInByb2plY3QtdGVzdC1leGFtcGxlIl0sInN1YiI6Im1lbWJlci10ZXN0LW5vb3IiLCJpYXQiOjE3MzAwM\
    DAwMDAsIm5iZiI6MTczMDAwMDAwMCwiZXhwIjoxNzMwMDAwMzAwLCJodHRwczovL3N0eXRjaC5jb20vc2Vzc2lvbiI6eyJpZCI6InNlc3Npb\
    24tdGVzdC0xIiwic3RhcnRlZF9hdCI6IjIwMjQtMTAtMjdUMDM6MzA6MDBaIiwibGFzdF9hY2Nlc3NlZF9hdCI6IjIwMjQtMTAtMjdUMDM6M\
    zM6MjBaIiwiZXhwaXJlc19hdCI6IjIwMjQtMTAtMjdUMDQ6MzM6MjBaIiwiYXV0aGVudGljYXRpb25fZmFjdG9ycyI6W10sInJvbGVzIjpbI\
    nJlYWRlciJdfSwiaHR0cHM6Ly9zdHl0Y2guY29tL29yZ2FuaXphdGlvbiI6eyJvcmdhbml6YXRpb25faWQiOiJvcmdhbml6YXRpb24tdGVzd\
    C0xIiwic2x1ZyI6ImZlcm5oaWxsIn19.F58Q1RHWJWommhapPOFuvD12GsWCt3Bm-8PdOiqprLi8PCz8NfaUKO1b1hCE9rZRAUFGbanTX9mT\
    rV9w9pNbSAg6VF-cYpKwWQ_7Log_f1z5sLHGGf9EfmN39KJAOyu94g_t2nldjNUMcC1kU6l5Jkc0Ld8Ru7oPy7kgGE1UaGbhAcyNRMFMv6or\
    AQ6ih8EzElNlT2e0MtCPEGwugdphSb2MgWNB2Qy3HFLaXs4Hzm-IPfCXJ9Dj1puFycfs0KrLRgWtKRevvNXw1pOK9Kc95395qhZnMreCIWhy\
    zUwxnO-ip7g2LnNRiENtee88iaXKN6nxthOEidNcMsT4AVU45g";
