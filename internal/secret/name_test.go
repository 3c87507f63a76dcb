package secret_test

import (
	"testing"

	"weir/internal/secret"
)

func TestNamesSecret(t *testing.T) {
	t.Parallel()
	secrets := []string{
		"password", "Password", "PASSWORD", "passwd", "passphrase", "pwd", "user_password", "dbPassword",
		"token", "Token", "access_token", "accessToken", "ACCESS-TOKEN", "accesstoken", "refresh_token", "apiToken",
		"APIToken", "api_token", "api.token", "WEIR_JIRA_TOKEN", "token2", "tokenValue", "secret", "client_secret",
		"clientSecret", "CLIENTSECRET", "authorization", "Proxy-Authorization", "cookie", "Set-Cookie", "set_cookie",
		"session", "session_id", "JSESSIONID", "private_key", "privateKey", "api_key", "apiKey", "APIKey", "X-Api-Key",
		"signing_key", "assertion", "client_assertion", "id_token", "jwt", "credentials", "code_verifier", "device_code",
		"--token", "__Host-sid", "weir.jira.token", "xsrfToken", "OAuth2Token",
	}
	for _, name := range secrets {
		t.Run(name+" names a secret", func(t *testing.T) {
			t.Parallel()
			if !secret.NamesSecret(name) {
				t.Errorf("NamesSecret(%q) = false", name)
			}
		})
	}
	plain := []string{
		"", "-", "issueKey", "issue_key", "IssueKey", "key", "keys", "monkey", "tokenizer", "tokenize", "author",
		"authors", "authorized", "keyboard", "keychain", "secretary", "passenger", "project", "projectKey", "public_key",
		"cookiecutter", "sessions2024x", "code", "status_code", "state", "summary", "user", "account", "site",
		"token_file", "WEIR_JIRA_TOKEN_FILE", "token_type", "tokenUrl", "session_ttl", "tokenCount", "expires_in",
		"token_expires_at", "secret_path", "assertive", "basic", "url", "id", "ключ",
	}
	for _, name := range plain {
		t.Run(name+" names no secret", func(t *testing.T) {
			t.Parallel()
			if secret.NamesSecret(name) {
				t.Errorf("NamesSecret(%q) = true", name)
			}
		})
	}
}
