import unittest

from shakedown_user import paths


class Paths(unittest.TestCase):
    def test_of_a_platform_are_a_list_in_json(self):
        self.assertEqual(paths('["/", "/a,b", "/c?d=\\"e\\""]'), ["/", "/a,b", '/c?d="e"'])

    def test_of_a_person_are_separated_by_commas(self):
        self.assertEqual(paths("/, /cart,,/pay,"), ["/", "/cart", "/pay"])

    def test_that_would_change_the_host_are_refused(self):
        for text in ('"/a,b"', "/, b", "@example.com/", '["/", "example.com"]', "http://example.com", ",", "[]"):
            with self.subTest(text), self.assertRaisesRegex(ValueError, "TARGET_PATHS: a path begins with /"):
                paths(text)
